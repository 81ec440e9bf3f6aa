import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Catalog } from '../../src/projection/catalog.ts'
import { ProjectionFolder } from '../../src/projection/folder.ts'
import { rebuild_limits } from '../../src/projection/limits.ts'
import { ReadModels } from '../../src/projection/read-models.ts'
import { type RebuildOptions, rebuild } from '../../src/projection/rebuild.ts'
import { readModelStatus } from '../../src/projection/status.ts'
import type { Store } from '../../src/store/store.ts'
import { drained, writeFiles } from '../support/projections.ts'
import { temporaryStore } from '../support/stores.ts'

const counter = (step: string) => `export default { init: () => ({ n: 0 }), on: {
  Counted: (s, { data }) => { s.n += ${step} },
  Spoilt: (s, { data }) => { s.n += data.nothing.here },
} }`

function counted(count: number, stream = 'a') {
  return Array.from({ length: count }, (_, index) => ({ stream, type: 'Counted', data: { by: index } }))
}

function storeWith(files: Record<string, string>, events = counted(10)): Store {
  const store = temporaryStore()
  store.log.append({ events })
  writeFiles(store.root, files)
  return store
}

/** As a new process would do it. */
function rebuilt(store: Store, options: RebuildOptions = {}) {
  return drained(rebuild(store, new Catalog(store, new ProjectionFolder(store.root)), options))
}

function reader(store: Store): ReadModels {
  return new ReadModels(store, new ProjectionFolder(store.root))
}

function storedEntries(store: Store): number {
  return [...store.table('documents').entries({ from: Buffer.of(0), to: Buffer.of(255) })].length
}

describe('what a rebuild does', () => {
  test('builds what is missing, catches up what is behind, leaves what is fresh', () => {
    const store = storeWith({ 'projections/p.ts': counter('1') })

    expect(rebuilt(store)).toEqual([{ name: 'p', outcome: 'built', position: 10, events: 10 }])
    store.log.append({ events: counted(5) })
    expect(rebuilt(store)).toEqual([{ name: 'p', outcome: 'caught-up', position: 15, events: 5 }])
    expect(rebuilt(store)).toEqual([{ name: 'p', outcome: 'fresh', position: 15, events: 0 }])
    expect(rebuilt(store, { force: true })).toEqual([
      { name: 'p', outcome: 'built', position: 15, events: 15 },
    ])
  })

  test('builds what other code has built, and removes what that left', () => {
    const store = storeWith({ 'projections/p.ts': counter('1') })
    rebuilt(store)
    const before = storedEntries(store)
    writeFiles(store.root, { 'projections/p.ts': counter('2') })

    expect(rebuilt(store)).toEqual([{ name: 'p', outcome: 'built', position: 10, events: 10 }])
    expect(reader(store).get('p', 'a', 10)).toBe('{"n":20}')
    expect(storedEntries(store)).toBe(before)
  })

  test('only writes the new fingerprint when comments and white space changed', () => {
    const store = storeWith({ 'projections/p.ts': counter('1') })
    rebuilt(store)
    writeFiles(store.root, { 'projections/p.ts': `// why\n${counter(' 1 ')}` })

    expect(readModelStatus(store)).toMatchObject([{ state: 'stale' }])
    expect(rebuilt(store)).toEqual([{ name: 'p', outcome: 'renewed', position: 10, events: 0 }])
    expect(readModelStatus(store)).toMatchObject([{ state: 'fresh' }])
  })

  test('all are folded in one pass', () => {
    const store = storeWith({ 'projections/p.ts': counter('1'), 'projections/q.ts': counter('data.by') })
    const work = rebuild(store, new Catalog(store, new ProjectionFolder(store.root)))

    expect(work.next().value).toEqual({ names: ['p', 'q'], from: 0, position: 10, upTo: 10 })
    expect(drained(work)).toMatchObject([
      { name: 'p', outcome: 'built' },
      { name: 'q', outcome: 'built' },
    ])
  })

  test('an empty log gives an empty read model', () => {
    const store = temporaryStore()
    writeFiles(store.root, { 'projections/p.ts': counter('1') })

    expect(rebuilt(store)).toEqual([{ name: 'p', outcome: 'built', position: 0, events: 0 }])
  })

  test('an unknown name is said with the nearest one', () => {
    const store = storeWith({ 'projections/orders.ts': counter('1') })

    expect(() => rebuilt(store, { names: ['ordes'] })).toThrow(
      expect.objectContaining({ code: 'PROJECTION_UNKNOWN', hint: "did you mean 'orders'?" }),
    )
  })
})

describe('the code that built a read model', () => {
  test('is kept with it, so that it is not bundled again', () => {
    const store = storeWith({ 'projections/p.ts': counter('1') })
    rebuilt(store)
    const catalog = new Catalog(store, new ProjectionFolder(store.root))
    const model = catalog.model('p')
    const live = catalog.live(model)

    expect(live && catalog.records.codeOf(live)).toEqual(
      new ProjectionFolder(store.root).load(model.file).bundle,
    )
    expect(catalog.folder.has(model.file)).toBe(false)
    catalog.projection(model)
    expect(catalog.folder.has(model.file)).toBe(true)
  })

  test.skipIf(process.geteuid === undefined)('is not run either when others may write its files', () => {
    const store = storeWith({ 'projections/p.ts': counter('1') })
    rebuilt(store)
    chmodSync(join(store.root, 'projections/p.ts'), 0o666)

    expect(() => reader(store).get('p', 'a', 5)).toThrow(expect.objectContaining({ code: 'UNSAFE_OWNER' }))
    expect(reader(store).get('p', 'a', 10)).toBe('{"n":10}')
  })

  test('goes with its generation', () => {
    const store = storeWith({ 'projections/p.ts': counter('1') })
    rebuilt(store)
    rebuilt(store, { force: true })

    // The record, the code, and the last generation's number.
    expect([...store.table('models').entries({ from: Buffer.of(0), to: Buffer.of(255) })]).toHaveLength(3)
  })
})

describe('interrupted', () => {
  const limits = { ...rebuild_limits, batchEvents: 100, checkpointEvents: 300 }

  test('readers see the old generation until the new one is whole', () => {
    const store = storeWith({ 'projections/p.ts': counter('1') }, counted(1000))
    rebuilt(store)
    const work = rebuild(store, new Catalog(store, new ProjectionFolder(store.root)), { force: true, limits })
    for (let step = 0; step < 5; step++) work.next()

    expect(readModelStatus(store)).toMatchObject([{ state: 'rebuilding', position: 1000 }])
    expect(reader(store).get('p', 'a', 1000)).toBe('{"n":1000}')
    expect(reader(store).folded.size).toBe(0)
  })

  test('a build of other code is none', () => {
    const store = storeWith({ 'projections/p.ts': counter('1') }, counted(1000))
    rebuilt(store)
    writeFiles(store.root, { 'projections/p.ts': counter('2') })
    const work = rebuild(store, new Catalog(store, new ProjectionFolder(store.root)), { limits })
    for (let step = 0; step < 5; step++) work.next()
    work.return([])
    expect(readModelStatus(store)).toMatchObject([{ state: 'rebuilding' }])

    writeFiles(store.root, { 'projections/p.ts': counter('1') })
    expect(readModelStatus(store)).toMatchObject([{ state: 'fresh' }])
    writeFiles(store.root, { 'projections/p.ts': counter('3') })
    expect(readModelStatus(store)).toMatchObject([{ state: 'stale' }])
  })

  test('it goes on from its last checkpoint', () => {
    const store = storeWith({ 'projections/p.ts': counter('1') }, counted(1000))
    const work = rebuild(store, new Catalog(store, new ProjectionFolder(store.root)), { limits })
    for (let step = 0; step < 5; step++) work.next()
    work.return([])

    const [built] = rebuilt(store, { limits })
    expect(built).toMatchObject({ name: 'p', outcome: 'built', position: 1000 })
    // Where it stood follows the blocks of the log.
    expect(built!.events).toBeGreaterThan(500)
    expect(built!.events).toBeLessThan(1000)
    expect(reader(store).get('p', 'a', 777)).toBe('{"n":777}')
  })

  test('a build of other code is given up', () => {
    const store = storeWith({ 'projections/p.ts': counter('1') }, counted(1000))
    const work = rebuild(store, new Catalog(store, new ProjectionFolder(store.root)), { limits })
    for (let step = 0; step < 5; step++) work.next()
    work.return([])
    writeFiles(store.root, { 'projections/p.ts': counter('2') })

    expect(rebuilt(store, { limits })).toMatchObject([{ outcome: 'built', events: 1000 }])
    expect(reader(store).get('p', 'a', 1000)).toBe('{"n":2000}')
  })

  test('events that came meanwhile are in it when it is switched', () => {
    const store = storeWith({ 'projections/p.ts': counter('1') }, counted(1000))
    const work = rebuild(store, new Catalog(store, new ProjectionFolder(store.root)), { limits })
    work.next()
    store.log.append({ events: counted(2500) })

    expect(drained(work)).toMatchObject([{ outcome: 'built', position: 3500, events: 3500 }])
  })

  test('what somebody else catches up meanwhile is taken over', () => {
    const store = storeWith({ 'projections/p.ts': counter('1') }, counted(10))
    rebuilt(store)
    store.log.append({ events: counted(1000) })
    const work = rebuild(store, new Catalog(store, new ProjectionFolder(store.root)), { limits })
    work.next()
    rebuilt(store)

    expect(drained(work)).toEqual([{ name: 'p', outcome: 'fresh', position: 1010, events: 0 }])
  })

  test('two builds at a time are told apart', () => {
    const store = storeWith({ 'projections/p.ts': counter('1') }, counted(1000))
    const work = rebuild(store, new Catalog(store, new ProjectionFolder(store.root)), { limits })
    work.next()
    rebuilt(store)

    expect(() => drained(work)).toThrow(expect.objectContaining({ code: 'STORE_BUSY' }))
    expect(reader(store).get('p', 'a', 1000)).toBe('{"n":1000}')
  })
})

describe('an event that cannot be folded', () => {
  const spoilt = { stream: 'a', type: 'Spoilt', data: {} }

  test('stops that projection, leaves the stored read model as it was, and is on record', () => {
    const store = storeWith({
      'projections/p.ts': counter('1'),
      'projections/q.ts': counter('1').replace('Spoilt', 'Other'),
    })
    rebuilt(store)
    store.log.append({ events: [...counted(3), spoilt, ...counted(2)] })

    const [failed, other] = rebuilt(store)

    expect(failed).toMatchObject({
      name: 'p',
      outcome: 'failed',
      position: 10,
      error: { at: { position: 14, line: 3 } },
    })
    expect(other).toMatchObject({ name: 'q', outcome: 'caught-up', position: 16 })
    expect(readModelStatus(store)).toMatchObject([
      { name: 'p', state: 'failed', position: 10, behind: 6, failure: { position: 14 } },
      { name: 'q', state: 'fresh' },
    ])
    expect(reader(store).get('p', 'a', 13)).toBe('{"n":13}')
    expect(() => reader(store).get('p', 'a', 14)).toThrow(
      expect.objectContaining({ code: 'PROJECTION_FAILED' }),
    )
  })

  test('goes on when the code is mended', () => {
    const store = storeWith({ 'projections/p.ts': counter('1') }, [...counted(3), spoilt as never])
    expect(rebuilt(store)).toMatchObject([{ outcome: 'failed', position: 0 }])
    writeFiles(store.root, { 'projections/p.ts': counter('1').replace('data.nothing.here', '100') })

    expect(rebuilt(store)).toMatchObject([{ outcome: 'built', position: 4 }])
    expect(readModelStatus(store)).toMatchObject([{ state: 'fresh' }])
  })
})

test('state outside the documents is found', () => {
  const store = storeWith(
    {
      'projections/p.ts': `let n = 0\nexport default { init: () => ({ n: 0 }), on: { Counted: (s) => { s.n = ++n } } }`,
    },
    [...counted(3), ...counted(3, 'b')],
  )

  const again = () => rebuilt(store)[0]

  const message = "projection 'p' keeps state outside its documents: 'b', folded alone, is another document"
  expect(again()).toMatchObject({ outcome: 'failed', position: 0, error: { message } })
  expect(again()).toMatchObject({ outcome: 'failed', position: 0 })
})

describe('status', () => {
  test('says how each read model stands, and loads no code', () => {
    const store = storeWith({
      'projections/fresh.ts': counter('1'),
      'projections/stale.ts': counter('1'),
      'projections/missing.ts': 'throw new Error("not to be run")',
    })
    rebuilt(store, { names: ['fresh', 'stale'] })
    const path = join(store.root, 'projections/stale.ts')
    writeFileSync(path, `${readFileSync(path, 'utf8')}\nthrow new Error("not to be run")`)

    expect(readModelStatus(store)).toEqual([
      { name: 'fresh', file: 'projections/fresh.ts', state: 'fresh', position: 10, behind: 0 },
      { name: 'missing', file: 'projections/missing.ts', state: 'missing', position: 0, behind: 10 },
      { name: 'stale', file: 'projections/stale.ts', state: 'stale', position: 10, behind: 0 },
    ])
    store.log.append({ events: counted(2) })
    expect(readModelStatus(store)[0]).toMatchObject({ state: 'behind', behind: 2 })
  })
})
