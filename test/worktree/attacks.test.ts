// Goal: whatever stands in the work tree and whatever keys documents have, nothing outside `state/` changes.
// Method: a canary beside the store is linked to from everywhere, and compared after each test.
import { execFileSync } from 'node:child_process'
import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Store } from '../../src/store/store.ts'
import { layOut } from '../../src/worktree/lay-out.ts'
import { TreeFiles } from '../../src/worktree/tree-files.ts'
import { arrayReadModels } from '../support/array-read-models.ts'
import { temporaryFolder, temporaryStore } from '../support/stores.ts'
import { laidOut, treeFiles } from '../support/work-tree.ts'

const reader = arrayReadModels([
  { model: 'orders', key: 'a', value: 1 },
  { model: 'orders', key: 'a', value: 2 },
  { model: 'orders', key: 'a', value: undefined },
])
const refused = expect.objectContaining({ code: 'WORKTREE_EDITED' })

let store: Store
let canary: string

beforeEach(() => {
  store = temporaryStore()
  canary = temporaryFolder()
  mkdirSync(join(canary, 'orders'))
  writeFileSync(join(canary, 'orders', 'a.json'), 'canary')
  writeFileSync(join(canary, 'secret'), 'canary')
})

afterEach(() => {
  expect(readdirSync(canary).sort()).toEqual(['orders', 'secret'])
  expect(readdirSync(join(canary, 'orders'))).toEqual(['a.json'])
  expect(readFileSync(join(canary, 'orders', 'a.json'), 'utf8')).toBe('canary')
  expect(readFileSync(join(canary, 'secret'), 'utf8')).toBe('canary')
})

function inState(path: string): string {
  return join(store.root, 'state', path)
}

describe('a link', () => {
  test.each([false, true])('in place of state/ is refused (force: %s)', (force) => {
    symlinkSync(canary, join(store.root, 'state'))

    expect(() => laidOut(store, reader, 1, { force })).toThrow(
      expect.objectContaining({
        code: 'WORKTREE_EDITED',
        message: "'state' is in the way: it is a symbolic link",
      }),
    )
  })

  test.each([false, true])('in place of a model is refused (force: %s)', (force) => {
    mkdirSync(join(store.root, 'state'))
    symlinkSync(join(canary, 'orders'), inState('orders'))

    expect(() => laidOut(store, reader, 1, { force })).toThrow(refused)
  })

  test.each([false, true])('in place of a folder that was laid out is refused (force: %s)', (force) => {
    laidOut(store, reader, 1)
    renameSync(join(store.root, 'state'), join(store.root, 'elsewhere'))
    symlinkSync(canary, join(store.root, 'state'))

    for (const position of [1, 2, 3])
      expect(() => laidOut(store, reader, position, { force })).toThrow(refused)
  })

  test.each([false, true])('in place of a new file is refused (force: %s)', (force) => {
    mkdirSync(inState('orders'), { recursive: true })
    symlinkSync(join(canary, 'secret'), inState('orders/a.json'))

    expect(() => laidOut(store, reader, 1, { force })).toThrow(refused)
    expect(lstatSync(inState('orders/a.json')).isSymbolicLink()).toBe(true)
  })

  test.each([false, true])('in place of a file that was laid out is refused (force: %s)', (force) => {
    laidOut(store, reader, 1)
    unlinkSync(inState('orders/a.json'))
    symlinkSync(join(canary, 'secret'), inState('orders/a.json'))

    expect(() => laidOut(store, reader, 2, { force })).toThrow(refused)
  })

  test('in place of a file that is to be removed is never followed, even by force', () => {
    laidOut(store, reader, 2)
    unlinkSync(inState('orders/a.json'))
    symlinkSync(join(canary, 'secret'), inState('orders/a.json'))

    expect(() => laidOut(store, reader, 3)).toThrow(refused)
    laidOut(store, reader, 3, { force: true })

    expect(lstatSync(inState('orders/a.json')).isSymbolicLink()).toBe(true)
  })

  test('that shares the inode of a file is cut, not written through', () => {
    laidOut(store, reader, 1)
    unlinkSync(inState('orders/a.json'))
    writeFileSync(join(store.root, 'mine'), '1\n')
    linkSync(join(store.root, 'mine'), inState('orders/a.json'))

    laidOut(store, reader, 2)

    expect(readFileSync(join(store.root, 'mine'), 'utf8')).toBe('1\n')
    expect(treeFiles(store)).toEqual({ 'orders/a.json': '2\n' })
  })

  test('that takes the place of a folder while files are written ends the checkout', () => {
    const many = arrayReadModels(
      Array.from({ length: 600 }, (_, at) => ({ model: 'orders', key: `k${at}`, value: at })),
    )
    const steps = layOut(store, many, { branch: 'main', position: 600, force: true })
    for (let step = steps.next(); !step.done && step.value.stage !== 'writing'; ) step = steps.next()
    renameSync(inState('orders'), inState('elsewhere'))
    symlinkSync(join(canary, 'orders'), inState('orders'))

    expect(() => steps.next()).toThrow(refused)
  })
})

describe('what did not come from a checkout', () => {
  test.each([false, true])('is never replaced (force: %s)', (force) => {
    mkdirSync(inState('orders'), { recursive: true })
    writeFileSync(inState('orders/a.json'), 'foreign')

    expect(() => laidOut(store, reader, 1, { force })).toThrow(refused)
    expect(treeFiles(store)).toEqual({ 'orders/a.json': 'foreign' })
  })

  test.each([false, true])('is never removed (force: %s)', (force) => {
    laidOut(store, reader, 1)
    writeFileSync(inState('orders/notes.txt'), 'foreign')
    writeFileSync(inState('orders/b.json'), 'foreign')

    laidOut(store, reader, 3, { force })

    expect(treeFiles(store)).toEqual({ 'orders/b.json': 'foreign', 'orders/notes.txt': 'foreign' })
  })

  test('but has exactly the text that is to stand there becomes a part of the work tree', () => {
    mkdirSync(inState('orders'), { recursive: true })
    writeFileSync(inState('orders/a.json'), '1\n')
    const { ino } = lstatSync(inState('orders/a.json'))

    const result = laidOut(store, reader, 1)

    expect(result).toEqual({ written: 0, removed: 0, unchanged: 1, failed: [] })
    expect(lstatSync(inState('orders/a.json')).ino).toBe(ino)
  })

  test.each([
    ['a folder', (path: string) => mkdirSync(path)],
    ['a pipe', (path: string) => void execFileSync('mkfifo', [path])],
  ])('and is %s is refused at once', (_what, make) => {
    mkdirSync(inState('orders'), { recursive: true })
    make(inState('orders/a.json'))

    expect(() => laidOut(store, reader, 1, { force: true })).toThrow(refused)
  })

  test('and is a file named state, or named as a model, is refused', () => {
    writeFileSync(join(store.root, 'state'), '')
    expect(() => laidOut(store, reader, 1, { force: true })).toThrow(refused)

    unlinkSync(join(store.root, 'state'))
    mkdirSync(join(store.root, 'state'))
    writeFileSync(inState('orders'), '')
    expect(() => laidOut(store, reader, 1, { force: true })).toThrow(refused)
  })
})

test('hostile keys become files of the work tree, each its own', () => {
  const keys = [
    '../../etc/passwd',
    '..',
    '.',
    '.git',
    '/etc/passwd',
    'C:\\Windows',
    'a\0b',
    'CON',
    'con',
    'nul.txt',
    'caf\u00e9',
    'cafe\u0301',
    'Case',
    'case',
    'CASE',
    '__proto__',
    'constructor',
    '%2E%2E',
    '~',
    '\u202egnp.exe',
    'x'.repeat(1024),
    `${'x'.repeat(1023)}y`,
    '語'.repeat(341),
  ]
  const before = readdirSync(store.root).sort()

  const result = laidOut(
    store,
    arrayReadModels(keys.map((key) => ({ model: 'orders', key, value: key }))),
    keys.length,
  )

  const texts = Object.entries(treeFiles(store))
  expect(result.written).toBe(keys.length)
  expect(texts.map(([, text]) => JSON.parse(text)).sort()).toEqual([...keys].sort())
  expect(new Set(texts.map(([path]) => path.toLowerCase())).size).toBe(keys.length)
  expect(texts.filter(([path]) => !/^orders\/[A-Za-z0-9._%~-]{1,200}\.json$/.test(path))).toEqual([])
  expect(readdirSync(store.root).sort()).toEqual([...before, 'state'].sort())
})

test('hostile names of models become folders of the work tree', () => {
  const names = ['..', '.git', 'NUL', 'orders', 'Orders', '__proto__']

  laidOut(store, arrayReadModels(names.map((model) => ({ model, key: 'a', value: model }))), names.length)

  expect(Object.keys(treeFiles(store)).sort()).toEqual(
    ['%2E%2E', '%2Egit', '%4EUL', '%4Frders', '__proto__', 'orders']
      .map((folder) => `${folder}/a.json`)
      .sort(),
  )
})

test('a write that fails leaves no temporary file', () => {
  mkdirSync(inState('orders/a.json'), { recursive: true })
  const files = new TreeFiles(store.root)

  const write = () => files.write('orders/a.json', '.temporary', 'text')

  expect(write).toThrow(expect.objectContaining({ code: 'DISK_FAILED' }))
  expect(readdirSync(inState('orders'))).toEqual(['a.json'])
})

test('a temporary file that a crash left is removed by the next checkout', () => {
  const many = arrayReadModels(
    Array.from({ length: 600 }, (_, at) => ({ model: 'orders', key: `k${at}`, value: at })),
  )
  for (const { stage } of layOut(store, many, { branch: 'main', position: 600, force: false }))
    if (stage === 'writing') break
  const record = JSON.parse(store.table('worktree').get(Buffer.from('r'))?.toString() ?? '') as {
    temporary: string
  }
  writeFileSync(inState(`orders/${record.temporary}`), 'half')

  laidOut(store, many, 1)

  expect(treeFiles(store)).toEqual({ 'orders/k0.json': '0\n' })
})
