import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

// Goal: nothing that reads changes a byte. Method: every reading command on a store with read models, fresh and
// behind, a tag and a work tree; afterwards each file but LMDB's table of readers is what it was, in bytes and times.
const bin = resolve(import.meta.dirname, '../../bin/es.js')
let folder: string

const projection = `import { defineProjection } from 'eventvcs'
export default defineProjection<{ items: number }>({
  init: () => ({ items: 0 }),
  on: { ItemAdded: (cart) => ({ items: cart.items + 1 }) },
})
`

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'es-readers-'))
  mkdirSync(join(folder, 'projections'))
  writeFileSync(join(folder, 'projections', 'carts.ts'), projection)
  for (const command of [
    ['init'],
    ['append', 'cart-1', 'ItemAdded'],
    ['append', 'cart-2', 'ItemAdded'],
    ['rebuild-projection', '--all'],
    ['tag', 'v1'],
    ['checkout'],
    ['append', 'cart-1', 'ItemAdded'],
  ])
    expect(es(command)).toMatchObject({ status: 0 })
}, 180_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function es(words: readonly string[]) {
  const env = { PATH: process.env.PATH, HOME: folder, TZ: 'UTC' }
  return spawnSync(process.execPath, [bin, ...words], { cwd: folder, env, encoding: 'utf8', input: '' })
}

/** Each file below the folder: digest and time of the last change. */
function filesBelow(place: string): Map<string, string> {
  const files = readdirSync(place, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = files
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.endsWith('lock.mdb'))
  return new Map(paths.sort().map((path) => [path, `${digest(path)} ${statSync(path).mtimeMs}`]))
}

function digest(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}

test.for([
  ['log'],
  ['log', '--oneline', '-n', '1', '--at', 'v1'],
  ['show', 'HEAD'],
  ['cat', 'carts/cart-1'],
  ['cat', 'HEAD~1:carts/cart-1', '--json'],
  ['ls'],
  ['ls', 'carts', '--at', '1'],
  ['diff', 'v1', 'HEAD'],
  ['diff'],
  ['diff', 'ROOT..v1', '--stat'],
  ['status'],
  ['status', '--json'],
  ['export'],
  ['tag', '--json'],
  ['rev-parse', 'v1'],
  ['rebuild-projection', '--all', '--verify'],
  ['help', 'log'],
  ['rev-parse', 'zork'],
])('%j', (words) => {
  const before = filesBelow(folder)

  const { status } = es(words)

  expect(status).toBe(words.includes('zork') ? 3 : 0)
  expect(filesBelow(folder)).toEqual(before)
})
