// What each event did, found for many at once: the same as event by event, and each event is folded once.
import { expect, test, vi } from 'vitest'
import { Catalog } from '../../src/projection/catalog.ts'
import { ProjectionFolder } from '../../src/projection/folder.ts'
import { keep_every_events } from '../../src/projection/limits.ts'
import { ReadModels } from '../../src/projection/read-models.ts'
import { eventPairsOneByOne } from '../../src/projection/reader.ts'
import { rebuild } from '../../src/projection/rebuild.ts'
import type { Store } from '../../src/store/store.ts'
import { drained, writeFiles } from '../support/projections.ts'
import { temporaryStore } from '../support/stores.ts'

const byStream = `export default { init: () => ({ n: 0, last: '' }), on: {
  Counted: (s, { data }) => { s.n += 1; s.last = data.by },
  Removed: () => null,
} }`
const byKey = byStream.replace('init:', 'key: ({ data }) => data.keys, init:')

function events(from: number, to: number) {
  return Array.from({ length: to - from }, (_, index) => {
    const n = from + index
    const type = n % 41 === 40 ? 'Removed' : 'Counted'
    return { stream: `s-${n % 3}`, type, data: { by: `e${n}`, keys: [`k${n % 4}`, `k${n % 5}`] } }
  })
}

function reader(store: Store): ReadModels {
  return new ReadModels(store, new ProjectionFolder(store.root))
}

function everyPosition(upTo: number): number[] {
  return Array.from({ length: upTo }, (_, index) => index + 1)
}

test('finds for many events what is found for each, stored and not', () => {
  const store = temporaryStore()
  writeFiles(store.root, { 'projections/streams.ts': byStream, 'projections/keys.ts': byKey })
  store.log.append({ events: events(0, 300) })
  drained(rebuild(store, new Catalog(store, new ProjectionFolder(store.root))))
  store.log.append({ events: events(300, 500) })

  for (const name of ['streams', 'keys'])
    for (const positions of [
      everyPosition(500),
      everyPosition(500).filter((at) => at % 7 === 0),
      [290, 310],
    ]) {
      const wanted = eventPairsOneByOne(reader(store), name, positions)
      expect(reader(store).eventPairs(name, positions)).toEqual(wanted)
    }
})

test('an event of a model that is not stored is folded once, however many positions are asked for', () => {
  const store = temporaryStore()
  writeFiles(store.root, { 'projections/streams.ts': byStream })
  store.log.append({ events: events(0, 300) })
  const models = reader(store)

  for (const at of everyPosition(300)) models.get('streams', 's-0', at)
  for (const at of everyPosition(300).reverse()) models.get('streams', 's-0', at)

  expect(models.folded.get('streams')).toBe(100)
})

test('neighbours of a stored model read no event alone but those between an entry and the first of them', () => {
  const store = temporaryStore()
  writeFiles(store.root, { 'projections/streams.ts': byStream })
  store.log.append({ events: events(0, 900) })
  drained(rebuild(store, new Catalog(store, new ProjectionFolder(store.root))))
  const models = reader(store)
  const readAlone = vi.spyOn(store.log, 'at')

  const pairs = models.eventPairs('streams', everyPosition(900).slice(450))

  expect(pairs.size).toBe(450)
  const streams = 3
  expect(readAlone.mock.calls.length).toBeLessThan(streams * keep_every_events)
})
