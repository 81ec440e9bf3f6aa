// Goal: no prune changes what is read, only what it costs. Method: random histories of a few documents, with random
// snapshots, tags and prunes while they are built; then every way of reading (a document, a listing, what blame reads,
// a diff, the work tree, the library), before and after, against a loop over an array.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareReadModels } from '../../src/diff/compare.ts'
import { openStore } from '../../src/library/open-store.ts'
import { Catalog } from '../../src/projection/catalog.ts'
import { ProjectionFolder } from '../../src/projection/folder.ts'
import { prune } from '../../src/projection/prune.ts'
import { ReadModels } from '../../src/projection/read-models.ts'
import { rebuild } from '../../src/projection/rebuild.ts'
import { takeSnapshots } from '../../src/projection/snapshot.ts'
import type { KeepPolicy } from '../../src/projection/snapshot-policy.ts'
import type { Store } from '../../src/store/store.ts'
import { drained, writeFiles } from '../support/projections.ts'
import { temporaryStore } from '../support/stores.ts'
import { tagPosition, test_cause } from '../support/tagging.ts'
import { laidOut, treeFiles } from '../support/work-tree.ts'

const code = `export default {
  key: ({ data }) => data.key,
  init: () => ({ seen: [] }),
  on: {
    Put: (document, { position }) => { document.seen = [...document.seen.slice(-3), position] },
    Taken: () => null,
  },
}`

interface Happening {
  readonly type: string
  readonly key: string
}

function oracle(happenings: readonly Happening[], at: number): [string, string][] {
  const documents = new Map<string, number[]>()
  for (const [index, { type, key }] of happenings.slice(0, at).entries())
    if (type === 'Taken') documents.delete(key)
    else documents.set(key, [...(documents.get(key) ?? []).slice(-3), index + 1])
  const sorted = [...documents].sort(([a], [b]) => (a < b ? -1 : 1))
  return sorted.map(([key, seen]) => [key, JSON.stringify({ seen })])
}

const happening = fc.record({
  type: fc.oneof({ weight: 15, arbitrary: fc.constant('Put') }, fc.constant('Taken')),
  key: fc.constantFrom('a', 'b'),
})
const history = fc.array(happening, { minLength: 150, maxLength: 200 })
/** A part of the history. Not `fc.double`, most of whose numbers are next to 0. */
const place = fc.integer({ min: 0, max: 1000 }).map((part) => part / 1000)
const policy: fc.Arbitrary<KeepPolicy> = fc.record(
  { last: fc.nat(2), tags: fc.boolean(), hourly: fc.nat(2), daily: fc.nat(1) },
  { requiredKeys: [] },
)
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.array(happening, { minLength: 20, maxLength: 80 }).map((append) => ({ append })),
  },
  { weight: 3, arbitrary: fc.record({ snapshot: place }) },
  { weight: 2, arbitrary: fc.record({ prune: policy }) },
  fc.record({ tag: place }),
  fc.record({ force: fc.boolean() }),
)

function pruned(store: Store, keep: KeepPolicy): number {
  const catalog = new Catalog(store, new ProjectionFolder(store.root))
  const models = drained(prune(store, catalog, { policy: keep, dryRun: false, cause: test_cause }))
  return models.reduce((sum, { documents }) => sum + documents, 0)
}

let removed = 0

test('every way of reading gives after a prune what it gave before', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(history, fc.array(fc.record({ snapshot: place }), { minLength: 5, maxLength: 5 })),
      fc.array(step, { maxLength: 12 }),
      fc.array(place, { minLength: 6, maxLength: 6 }),
      policy,
      async ([append, snapshots], steps, places, lastPolicy) => {
        const store = temporaryStore()
        writeFiles(store.root, { 'projections/p.ts': code })
        const happenings: Happening[] = []
        const position = (part: number) => Math.round(part * happenings.length)
        for (const one of [{ append }, ...snapshots, ...steps]) {
          const catalog = new Catalog(store, new ProjectionFolder(store.root))
          if ('append' in one) {
            const events = one.append.map(({ type, key }) => ({ stream: 's', type, data: { key } }))
            store.log.append({ events })
            happenings.push(...one.append)
          } else if ('snapshot' in one) drained(takeSnapshots(store, catalog, { at: position(one.snapshot) }))
          else if ('prune' in one) removed += pruned(store, one.prune)
          else if ('tag' in one) tagPosition(store, position(one.tag))
          else drained(rebuild(store, catalog, { force: one.force }))
        }
        removed += pruned(store, lastPolicy)
        await compareEveryWay(store, happenings, places.map(position))
      },
    ),
    { numRuns: 25 },
  )
  expect(removed).toBeGreaterThan(100)
}, 240_000)

async function compareEveryWay(
  store: Store,
  happenings: readonly Happening[],
  positions: readonly number[],
): Promise<void> {
  const reader = new ReadModels(store, new ProjectionFolder(store.root))
  const library = openStore(store.root, { readOnly: true })
  for (const [index, at] of positions.entries()) {
    const expected = oracle(happenings, at)
    expect(Array.from(reader.documents('p', at), ({ key, json }) => [key, json])).toEqual(expected)
    for (const key of ['a', 'b']) {
      const json = new Map(expected).get(key)
      expect(reader.get('p', key, at)).toBe(json)
      const document = json === undefined ? undefined : JSON.parse(json)
      expect(library.readModel('p').get(key, { at })).toEqual(document)
      const own = happenings.slice(0, at).flatMap((one, place) => (one.key === key ? [place + 1] : []))
      expect(reader.positions('p', key, at)).toEqual(own)
    }
    const before = positions[index - 1] ?? 0
    const differing = Array.from(compareReadModels(reader, before, at), ({ key }) => key)
    const [old, now] = [new Map(oracle(happenings, before)), new Map(expected)]
    expect(differing).toEqual(['a', 'b'].filter((key) => old.get(key) !== now.get(key)))
    laidOut(store, reader, at)
    const files = Object.entries(treeFiles(store)).map(([path, text]) => [path, JSON.parse(text)])
    expect(files).toEqual(expected.map(([key, json]) => [`p/${key}.json`, JSON.parse(json)]))
  }
  await library.close()
  await store.close()
}
