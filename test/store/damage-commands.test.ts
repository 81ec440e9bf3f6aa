// Goal: a file that is no sound store gets one clear line and 6 from every command, and stays as it is. Method: run the
// built program with each command on each kind of file.
import { spawn } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemAmbient } from '../../src/store/ambient.ts'
import { Store } from '../../src/store/store.ts'
import { numbered, tamper } from '../support/checking.ts'

const bin = resolve(import.meta.dirname, '../../bin/es.js')

/** What each command needs to come as far as the store. */
const command_lines: Record<string, string[]> = {
  append: ['order-1', 'Paid', '{}'],
  backup: ['copy'],
  bisect: ['--expr', 'true'],
  blame: ['orders/1'],
  cat: ['orders/1'],
  funnel: ['Type0', 'Type1'],
  import: ['events.jsonl'],
  'rev-parse': ['HEAD'],
  show: ['1'],
  try: ['-f', 'events.jsonl', '--diff'],
}

/** They work on no store, make one, or are for damaged ones. */
const other_commands = ['completion', 'demo', 'help', 'init', 'repair']

const commands = readdirSync(resolve(import.meta.dirname, '../../commands'))
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((name) => !other_commands.includes(name))

let folder: string
let whole: Buffer

const files: Record<string, () => Buffer> = {
  empty: () => Buffer.alloc(0),
  tiny: () => whole.subarray(0, 100),
  'cut off in the headers': () => whole.subarray(0, 5000),
  'cut off': () => whole.subarray(0, Math.floor(whole.length / 2)),
  'all zeros': () => Buffer.alloc(whole.length),
  'without its first header': () => Buffer.from(whole).fill(0, 0, 4096),
  'a text': () => Buffer.from('these are my notes\n'.repeat(500)),
  'of an older LMDB': () => withVersion(1),
  'of a newer LMDB': () => withVersion(3),
}

function withVersion(version: number): Buffer {
  const bytes = Buffer.from(whole)
  for (const page of [0, 1]) bytes.writeUInt32LE(version, page * 4096 + 28)
  return bytes
}

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'es-damage-')))
  const { directory } = Store.init(join(folder, 'whole'))
  const store = Store.open(directory, { readOnly: false, ambient: systemAmbient })
  store.log.append({ events: Array.from({ length: 300 }, (_, index) => numbered(index)) })
  await store.close()
  whole = readFileSync(join(directory, 'data.mdb'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A folder with a store whose file holds these bytes, and with what commands may want to read. */
function placeWith(bytes: Buffer): string {
  const place = mkdtempSync(join(folder, 'place-'))
  mkdirSync(join(place, '.es'), { mode: 0o700 })
  writeFileSync(join(place, '.es', 'data.mdb'), bytes, { mode: 0o600 })
  writeFileSync(join(place, 'events.jsonl'), '{"stream":"a","type":"B"}\n')
  writeFileSync(join(place, 'p.ts'), 'export default {}\n')
  return place
}

async function run(place: string, words: readonly string[]): Promise<{ status: unknown; stderr: string }> {
  const child = spawn(process.execPath, [bin, ...words], {
    cwd: place,
    env: { PATH: process.env.PATH, HOME: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const status = await new Promise((done) => child.on('close', (code, signal) => done(signal ?? code)))
  return { status, stderr }
}

async function expectRefused(bytes: Buffer, words: readonly string[]): Promise<void> {
  const place = placeWith(bytes)

  const { status, stderr } = await run(place, words)

  expect({ words, status }).toEqual({ words, status: 6 })
  const [error, hint, ...more] = stderr.trimEnd().split('\n')
  expect(error).toMatch(/^error: .*damaged/)
  expect(hint ?? 'hint: ').toMatch(/^hint: /)
  expect(more).toEqual([])
  expect(readFileSync(join(place, '.es', 'data.mdb')).equals(bytes)).toBe(true)
}

describe.each(Object.keys(files))('a file that is %s', (kind) => {
  test.each(['log', 'append a B', 'fsck', 'fsck --rebuild-indexes', 'status'])(
    'is refused by es %s',
    async (words) => {
      await expectRefused((files[kind] as () => Buffer)(), words.split(' '))
    },
  )
})

test.each(commands)('a file that is cut off is refused by es %s', async (command) => {
  await expectRefused((files['cut off'] as () => Buffer)(), [command, ...(command_lines[command] ?? [])])
})

test('a store of a newer format of es is refused by name', async () => {
  const { directory } = Store.init(join(folder, 'newer'))
  await tamper(directory, (table) => table('meta').put(Buffer.from('format'), Buffer.from('7')))

  const { status, stderr } = await run(join(folder, 'newer'), ['log'])

  expect(status).toBe(8)
  expect(stderr).toContain('error: the store has format 7, this es reads format 1')
})
