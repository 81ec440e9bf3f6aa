import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { bitsOf } from './damage.ts'
import { liveBytes } from './live-bytes.ts'

const bin = resolve(import.meta.dirname, '../../bin/es.js')
const endlessMs = 60_000

/** Every command that reads, in forms that between them use every table. */
export const readingCommands: readonly (readonly string[])[] = [
  ['log', '-n', '5000'],
  ['log', '--jsonl', '--reverse', '--', 'order-3', 'order-17'],
  ['log', '--type', 'OrderPaid', '--oneline'],
  ['log', '-S', 'orders/order-3/paid=3', '--oneline', 'ROOT..900'],
  ['export'],
  ['show', 'id:own-1230'],
  ['show', 'order-5@40', '--changes'],
  ['cat', 'orders/order-7', '--at', '1900'],
  ['cat', 'notes/order-7'],
  ['ls', 'orders', '--at', '1000'],
  ['ls', 'orders'],
  ['ls'],
  ['status', '--exit-code'],
  ['diff', 'v1', 'v2', '--json'],
  ['diff', '--name-status', '100..2000'],
  ['blame', 'orders/order-9'],
  ['bisect', '--expr', 'state.orders["order-3"].totalCents > 90000'],
  ['rev-parse', 'v1~3'],
  ['rev-parse', '2026-01-01T00:10:00Z'],
  ['describe'],
  ['tag', '-l', '-n'],
  ['tag', '--verify'],
  ['reflog'],
  ['snapshot', 'list'],
  ['stats'],
  ['funnel', 'OrderPlaced', 'OrderPaid'],
  ['ui', '--print'],
  ['rebuild-projection', '--verify', '--all'],
]

/** What a command said. */
export interface Answer {
  readonly status: number | string
  readonly stdout: string
  readonly stderr: string
}

const projections = {
  'orders.ts': `import { defineProjection } from 'eventvcs'
export default defineProjection({
  streams: 'order-*',
  init: () => ({ totalCents: 0, paid: 0, items: [] }),
  on: {
    OrderPlaced: (order) => order,
    LineAdded: (order, { data }) => { order.totalCents += data.priceCents; order.items = [...order.items.slice(-20), data.item] },
    OrderPaid: (order) => { order.paid++ },
  },
})
`,
  'notes.ts': `import { defineProjection } from 'eventvcs'
export default defineProjection({
  streams: 'order-*',
  init: () => ({ text: '' }),
  on: { LineAdded: (note, { data }) => { note.text = (note.text + data.note).slice(-4000) } },
})
`,
}

/** A store with every kind of entry in every table, and the folder around it. */
export function makeWorkedStore(folder: string): void {
  mkdirSync(join(folder, 'projections'), { recursive: true })
  for (const [name, text] of Object.entries(projections))
    writeFileSync(join(folder, 'projections', name), text)
  const run = (...words: string[]): void => {
    execFileSync(process.execPath, [bin, ...words], { cwd: folder, env: environment(folder), stdio: 'pipe' })
  }
  run('init')
  writeFileSync(join(folder, 'events.jsonl'), lines(1, 17_000))
  run('import', 'events.jsonl')
  run('tag', 'v1', '1000', '-m', 'first')
  run('tag', 'v2', '2000')
  run('rebuild-projection', '--all')
  run('tag', 'v3', '-m', 'with models')
  run('snapshot', '--at', '1500')
  run('checkout', 'as-of', 'v2')
  run('checkout', 'main')
  for (const index of [17_001, 17_002]) run('append', `order-${index % 40}`, 'OrderPaid', '{}')
  run('rebuild-projection', 'orders')
}

function lines(first: number, last: number): string {
  let text = ''
  for (let index = first; index <= last; index++) {
    const type = index <= 40 ? 'OrderPlaced' : index % 25 === 0 ? 'OrderPaid' : 'LineAdded'
    const note = index % 50 === 0 ? 'x'.repeat(1500) : 'ä"'
    text += `${JSON.stringify({
      stream: `order-${index % 40}`,
      type,
      time: new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString(),
      ...(index % 10 === 0 ? { id: `own-${index}` } : {}),
      data: { priceCents: index, item: `item-${index % 97}`, note },
      meta: { actor: index % 2 === 0 ? 'ann' : 'bob' },
    })}\n`
  }
  return text
}

function environment(folder: string): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: folder, TZ: 'UTC', ES_NOW: '' }
}

/** Bytes of a file with damage, and a word for it. */
export interface Image {
  readonly what: string
  readonly bytes: Buffer
}

/** One damage each: a flipped bit of any byte that says anything, one of the structure, or a zeroed page. */
export function imagesOf(path: string, random: (limit: number) => number): () => Image {
  const whole = readFileSync(path)
  const live = liveBytes(path)
  const any = bitsOf(live, random)
  const structure = bitsOf(
    live.filter(({ kind }) => kind !== 'value'),
    random,
  )
  const small = bitsOf(
    live.filter(({ length }) => length < 1000),
    random,
  )
  return () => {
    const bytes = Buffer.from(whole)
    const kind = random(5)
    const { offset, bit, kind: place } = [structure, small, any][kind % 3]?.() ?? any()
    if (kind < 4) {
      bytes[offset] = (bytes[offset] as number) ^ (1 << bit)
      return { what: `${place} byte ${offset} bit ${bit}`, bytes }
    }
    const page = Math.floor(small().offset / 4096)
    bytes.fill(0, page * 4096, (page + 1) * 4096)
    return { what: `page ${page} of zeros`, bytes }
  }
}

/** Folders in which one command at a time meets a damaged file. */
export class Place {
  readonly #from: string
  readonly #folder: string

  constructor(from: string, folder: string) {
    this.#from = from
    this.#folder = folder
    cpSync(from, folder, { recursive: true })
  }

  async answer(words: readonly string[], bytes?: Buffer): Promise<Answer> {
    const data = join(this.#folder, '.es', 'data.mdb')
    rmSync(data)
    if (bytes === undefined) cpSync(join(this.#from, '.es', 'data.mdb'), data)
    else writeFileSync(data, bytes, { mode: 0o600 })
    const child = spawn(process.execPath, [bin, ...words], {
      cwd: this.#folder,
      env: environment(this.#folder),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout.setEncoding('utf8')
    child.stderr.setEncoding('utf8')
    const said = { stdout: '', stderr: '' }
    child.stdout.on('data', (chunk) => {
      said.stdout += chunk
    })
    child.stderr.on('data', (chunk) => {
      said.stderr += chunk
    })
    const limit = setTimeout(() => child.kill('SIGKILL'), endlessMs)
    const status = await new Promise<number | string>((done) =>
      child.on('close', (code, signal) => done(signal ?? code ?? 'nothing')),
    )
    clearTimeout(limit)
    return { status, ...said }
  }
}

/** `right`, `damaged`, or a sentence about what is wrong with an answer. */
export function verdictOn(answer: Answer, right: Answer): string {
  if (answer.status === right.status && answer.stdout === right.stdout) return 'right'
  if (answer.status !== 6)
    return answer.status === right.status ? 'another answer' : `ends with ${answer.status}: ${answer.stderr}`
  if (!/^error: .*damaged/m.test(answer.stderr)) return `6 without the word: ${answer.stderr}`
  const said = answer.stdout.replace(/\{"v":1,"error".*\n$/, '')
  return right.stdout.startsWith(said) ? 'damaged' : 'printed something wrong before 6'
}
