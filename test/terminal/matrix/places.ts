import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { writeFiles } from '../../support/projections.ts'
import type { Place } from './cases.ts'

export const bin = resolve(import.meta.dirname, '../../../bin/es.js')

/** What a terminal must not get as it is: it sets the title, rings, turns the writing direction, hides and deletes. */
export const hostile = '\u001b]0;evil\u0007\u202e\u009b31m\u007f\u00ad\u034f\u180e\u3164\ufffa\u{e0041}'

const files = {
  'projections/carts.ts': `import { defineProjection } from 'eventvcs'
export default defineProjection<{ items: string[]; note: string }>({
  streams: 'cart-*',
  init: () => ({ items: [], note: '' }),
  on: {
    ItemAdded: (cart, { data, meta }) => ({ items: [...cart.items, data.sku], note: String(meta.message) }),
    CartEmptied: (cart) => { cart.items = [] },
  },
})
`,
  'event.jsonl': '{"stream":"cart-9","type":"ItemAdded","data":{"sku":"Z"}}\n',
  'nothing.jsonl': '',
  'garbage.jsonl': '{"stream":"cart-9","type":\n',
}

const broken = `import { defineProjection } from 'eventvcs'
export default defineProjection<number>({ init: () => 0, on: { '*': () => { throw new Error('no') } } })
`

/** The folders that commands run in, made once below `folder`; each run gets a copy of its own. */
export function makePlaces(folder: string): void {
  for (const place of ['nowhere', 'empty', 'one', 'many'] as const) writeFiles(join(folder, place), files)
  const es = (place: Place, words: readonly string[], input = '') =>
    execFileSync(process.execPath, [bin, ...words], {
      cwd: join(folder, place),
      env: { HOME: folder, PATH: process.env.PATH, TZ: 'UTC' },
      input,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
  for (const place of ['empty', 'one', 'many'] as const) es(place, ['init'])
  es('one', ['append', '-'], line(0))
  for (const [from, tag] of [
    [0, 'v1'],
    [20, 'v2'],
    [40, 'v3'],
  ] as const) {
    const lines = Array.from({ length: 20 }, (_, index) => line(from + index)).join('')
    es('many', ['append', '-'], lines)
    es('many', ['tag', tag, '-m', `of ${hostile}`])
  }
  es('many', ['rebuild-projection', '--all'])
  es('many', ['append', '-'], line(60))
  es('many', ['tag', '-d', 'v3'])
  es('many', ['tag', '-d', 'v2'])
  es('many', ['undo'])
  cpSync(join(folder, 'many'), join(folder, 'broken'), { recursive: true })
  writeFileSync(join(folder, 'broken/projections/broken.ts'), broken)
  cpSync(join(folder, 'many'), join(folder, 'damaged'), { recursive: true })
  const file = join(folder, 'damaged/.es/data.mdb')
  writeFileSync(file, readFileSync(file).fill(0, 0, 8192))
}

function line(index: number): string {
  const type = index % 7 === 6 ? 'CartEmptied' : 'ItemAdded'
  const data = { sku: `${'ABC'[index % 3]}${index}`, text: 'long '.repeat(20) }
  const meta = { actor: `kim ${hostile}`, message: `a note ${hostile}` }
  return `${JSON.stringify({ stream: `cart-${1 + (index % 4)}`, type, data, meta })}\n`
}

/** A copy of a place. */
export function copyOf(place: Place, folder: string): string {
  const copy = mkdtempSync(join(folder, `${place}-`))
  cpSync(join(folder, place), copy, { recursive: true })
  return copy
}

export function removeCopy(copy: string): void {
  rmSync(copy, { recursive: true, force: true })
}

export function emptyHome(folder: string): string {
  const home = join(folder, 'home')
  mkdirSync(home, { recursive: true })
  return home
}
