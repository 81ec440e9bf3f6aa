import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { compareReadModels } from '../../src/diff/compare.ts'
import { Catalog } from '../../src/projection/catalog.ts'
import { ProjectionFolder } from '../../src/projection/folder.ts'
import { ModelFailures } from '../../src/projection/model-failures.ts'
import { ReadModels } from '../../src/projection/read-models.ts'
import { rebuild } from '../../src/projection/rebuild.ts'
import { readModelStatus, unclaimedModels } from '../../src/projection/status.ts'
import { nameIn } from '../../src/projection/written-name.ts'
import type { Store } from '../../src/store/store.ts'
import { checkout } from '../../src/worktree/checkout.ts'
import { needsAttention, storeStatus } from '../../src/worktree/store-status.ts'
import { laidModels } from '../../src/worktree/tree-status.ts'
import { drained, writeFiles } from '../support/projections.ts'
import { temporaryStore } from '../support/stores.ts'
import { treeFiles } from '../support/work-tree.ts'

const counts = (body = 's.n++', name = '') =>
  `export default { ${name} init: () => ({ n: 0 }), on: { T: (s, e) => { ${body} } } }`
const failsAt3 = counts("if (e.position === 3) throw new Error('three'); s.n++")

function storeWith(files: Record<string, string>): Store {
  const store = temporaryStore()
  const projections = Object.entries(files).map(([name, text]) => [`projections/${name}`, text])
  writeFiles(store.root, Object.fromEntries(projections))
  store.log.append({ events: ['a', 'b', 'c', 'd'].map((stream) => ({ stream, type: 'T' })) })
  return store
}

const readerOf = (store: Store) => new ReadModels(store, new ProjectionFolder(store.root))
const rebuilt = (store: Store) =>
  drained(rebuild(store, new Catalog(store, new ProjectionFolder(store.root))))

function checkedOut(store: Store, position?: number) {
  const cause = { actor: undefined, command: 'es checkout', timeMs: 0 }
  return drained(
    checkout(store, readerOf(store), { head: { branch: 'main', position }, force: false, cause }),
  )
}

describe.each<[string, Record<string, string>, string, string]>([
  ['a syntax error', { 'bad.js': 'export default {' }, 'bad', 'cannot be bundled'],
  ['a throw at load', { 'bad.js': "throw new Error('at load')" }, 'bad', 'at load'],
  ['no default export', { 'bad.js': 'export const a = 1' }, 'bad', 'no default export'],
  ['an invalid definition', { 'bad.js': 'export default { on: 1 }' }, 'bad', "'init' is missing"],
  ['a bad name', { 'bad.js': counts('s.n++', "name: 'a b',") }, 'bad', 'its name'],
  [
    'two files of one name',
    { 'bad.js': counts(), 'bad.ts': counts() },
    'bad',
    "'projections/bad.js' and 'projections/bad.ts' are both named 'bad'",
  ],
  ['a copy', { 'bad.js': counts(), 'other.js': counts('s.n++', "name: 'bad',") }, 'bad', 'are both named'],
  [
    'a broken file of a name that is taken',
    { 'good.ts': 'export default {' },
    'good.ts',
    'cannot be bundled',
  ],
])('%s', (_, files, name, reason) => {
  test('is that model alone', () => {
    const store = storeWith({ 'good.js': counts(), ...files })
    const reader = readerOf(store)

    expect(reader.names).toContain(name)
    expect(reader.get('good', 'a', 4)).toBe('{"n":1}')
    expect(() => reader.get(name, 'a', 4)).toThrow(reason)
    expect(
      rebuilt(store)
        .map((model) => [model.name, model.outcome])
        .sort(),
    ).toEqual(
      [
        [name, 'failed'],
        ['good', 'built'],
      ].sort(),
    )
    expect(readModelStatus(store)).toMatchObject(
      [
        { name, state: 'failed', failure: { message: expect.stringContaining(reason) } },
        { name: 'good', state: 'fresh' },
      ].sort((one, other) => (one.name < other.name ? -1 : 1)),
    )
    expect(checkedOut(store).failed).toMatchObject([{ name, position: undefined }])
  })
})

test('a file that cannot be read is that model alone', () => {
  const store = storeWith({ 'good.js': counts() })
  symlinkSync('nowhere.js', join(store.root, 'projections', 'bad.js'))

  expect(rebuilt(store)).toMatchObject([
    { name: 'bad', outcome: 'failed' },
    { name: 'good', outcome: 'built' },
  ])
  expect(readModelStatus(store)).toMatchObject([{ name: 'bad', state: 'failed' }, { name: 'good' }])
})

test('a doubled name is said before anything was run, and ends with the second file', () => {
  const store = storeWith({ 'a.js': counts('s.n++', "name: 'p',"), 'p.js': counts() })

  expect(readModelStatus(store)).toMatchObject([{ name: 'p', state: 'failed' }])
  expect(needsAttention(storeStatus(store), { behind: false })).toBe(true)
  writeFiles(store.root, { 'projections/a.js': counts('s.n++', "name: 'q',") })
  expect(readModelStatus(store)).toMatchObject([
    { name: 'p', state: 'missing' },
    { name: 'q', state: 'missing' },
  ])
})

test.each([
  ["export default { name: 'a', init }", 'a'],
  [
    "export default defineProjection<{ name: 'x' }>({ /* name: 'y' */ init: () => ({ name: 'z' }), \"name\": \"b\" })",
    'b',
  ],
  ["export default { init: () => ({ name: 'z' }) }", undefined],
  ['export default { name: NAME, init }', undefined],
  ["const p = { name: 'a' }; export default p", undefined],
])('%s is named %s', (source, name) => {
  expect(nameIn(source)).toBe(name)
})

test('HEAD moves, and the files of the model that fails stay where they were', () => {
  const store = storeWith({ 'bad.js': failsAt3, 'good.js': counts() })
  checkedOut(store, 2)

  const { failed, position } = checkedOut(store)

  expect([position, store.refs.head.position]).toEqual([4, undefined])
  expect(failed).toMatchObject([{ name: 'bad', position: 2, error: { code: 'PROJECTION_FAILED' } }])
  expect(Object.keys(treeFiles(store))).toEqual(
    ['bad/a', 'bad/b', 'good/a', 'good/b', 'good/c', 'good/d'].map((path) => `${path}.json`),
  )
  expect(laidModels(store)).toEqual([
    { name: 'bad', position: 2, code: 'current' },
    { name: 'good', position: 4, code: 'current' },
  ])
  writeFiles(store.root, { 'projections/bad.js': counts() })
  expect(checkedOut(store).failed).toEqual([])
  expect(Object.keys(treeFiles(store))).toHaveLength(8)
  expect(laidModels(store).map(({ position, code }) => [position, code])).toEqual([
    [4, 'current'],
    [4, 'current'],
  ])
})

test('a work tree laid out by other code, or by a projection that is gone, is said until a checkout', () => {
  const store = storeWith({ 'p.js': counts(), 'q.js': counts('s.n++', "name: 'q',") })
  rebuilt(store)
  checkedOut(store)
  writeFiles(store.root, {
    'projections/p.js': counts('s.n += 2'),
    'projections/q.js': counts('s.n++', "name: 'r',"),
  })
  rebuilt(store)

  expect(laidModels(store)).toMatchObject([
    { name: 'p', code: 'other-code' },
    { name: 'q', code: 'gone' },
  ])
  expect(needsAttention(storeStatus(store), { behind: false })).toBe(true)
  expect(unclaimedModels(store)).toEqual([{ name: 'q', position: 4, snapshots: 0 }])
  checkedOut(store)
  expect(laidModels(store).map(({ name, code }) => [name, code])).toEqual([
    ['p', 'current'],
    ['r', 'current'],
  ])
  expect(needsAttention(storeStatus(store), { behind: false })).toBe(false)
})

test('a comparison of all is that of the models that answer', () => {
  const reader = readerOf(storeWith({ 'bad.js': failsAt3, 'good.js': counts() }))
  const failures = new ModelFailures()
  const keys = [...compareReadModels(reader, 2, 4, { failures })].map(
    ({ projection, key }) => `${projection}/${key}`,
  )

  expect(keys).toEqual(['good/c', 'good/d'])
  expect([...failures]).toMatchObject([{ name: 'bad', error: { at: { position: 3 } } }])
  expect(() => [...compareReadModels(reader, 2, 4)]).toThrow('three')
})
