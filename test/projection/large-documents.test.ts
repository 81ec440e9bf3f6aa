// A document that grows with every event: what is kept of it stays in proportion to its events, and every read is right.
import { expect, test } from 'vitest'
import { Catalog } from '../../src/projection/catalog.ts'
import { ProjectionFolder } from '../../src/projection/folder.ts'
import { MemoryModel, nothing } from '../../src/projection/memory-model.ts'
import { prune } from '../../src/projection/prune.ts'
import { ReadModels } from '../../src/projection/read-models.ts'
import { rebuild } from '../../src/projection/rebuild.ts'
import { takeSnapshots } from '../../src/projection/snapshot.ts'
import type { Store } from '../../src/store/store.ts'
import { drained, writeFiles } from '../support/projections.ts'
import { temporaryStore } from '../support/stores.ts'

const list = `export default { init: () => ({ lines: [] }), on: { Added: (s, { data }) => { s.lines.push(data) } } }`

function lines(from: number, to: number) {
  return Array.from({ length: to - from }, (_, index) => ({
    stream: 'list',
    type: 'Added',
    data: { number: from + index, note: 'leave it at the door' },
  }))
}

function expected(at: number): string {
  return JSON.stringify({ lines: lines(0, at).map(({ data }) => data) })
}

function listStore(events: number): Store {
  const store = temporaryStore()
  store.log.append({ events: lines(0, events) })
  writeFiles(store.root, { 'projections/list.ts': list })
  return store
}

function catalogOf(store: Store): Catalog {
  return new Catalog(store, new ProjectionFolder(store.root))
}

function entryBytes(store: Store): number {
  let bytes = 0
  for (const { key, value } of store.table('documents').entries({ from: Buffer.of(0), to: Buffer.of(255) }))
    bytes += key.length + value.length
  return bytes
}

function expectRightReads(store: Store, upTo: number): void {
  const reader = new ReadModels(store, new ProjectionFolder(store.root))
  for (let at = 1; at <= upTo; at += 97) expect(reader.get('list', 'list', at)).toBe(expected(at))
}

test('what is kept of it is less than four times its events, however it was brought up to date', () => {
  const store = listStore(1500)
  drained(rebuild(store, catalogOf(store)))
  for (let from = 1500; from < 3000; from += 50) {
    store.log.append({ events: lines(from, from + 50) })
    drained(rebuild(store, catalogOf(store)))
  }

  expect(entryBytes(store)).toBeLessThan(4 * store.info().sizes.logBytes)
  expectRightReads(store, 3000)
})

test('nor does a fold in memory keep its texts every so many events', () => {
  const store = listStore(3000)
  const catalog = catalogOf(store)
  const kept: number[] = []
  const model = new MemoryModel(catalog.projection(catalog.model('list')), store.log, nothing)

  model.advance(3000)

  for (let at = 1; at <= 3000; at += 97) kept.push(model.textAt('list', at)?.length ?? 0)
  expect(kept).toEqual(Array.from(kept, (_, index) => expected(1 + index * 97).length))
  expect(model.keptLength).toBeLessThan(4 * store.info().sizes.logBytes)
})

test('a prune takes out what was kept for snapshots, also where many events lie between', () => {
  const store = listStore(3000)
  drained(rebuild(store, catalogOf(store)))
  const before = entryBytes(store)
  for (let at = 1100; at < 3000; at += 100) drained(takeSnapshots(store, catalogOf(store), { at }))
  expect(entryBytes(store)).toBeGreaterThan(3 * before)

  const cause = { actor: undefined, command: 'test', timeMs: 0 }
  drained(prune(store, catalogOf(store), { policy: { last: 1 }, dryRun: false, cause }))

  expect(entryBytes(store)).toBeLessThan(1.5 * before)
  expectRightReads(store, 3000)
})
