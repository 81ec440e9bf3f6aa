// Goal: a read model at a position is a plain fold of the events up to it, whatever is stored. Method: random histories
// of events that change, remove and add several documents each; random rebuilds, catch-ups, interruptions, snapshots
// and changes of the code between them; then every way of reading, at random positions, against a loop over an array.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Catalog } from '../../src/projection/catalog.ts'
import { drop } from '../../src/projection/drop.ts'
import { ProjectionFolder } from '../../src/projection/folder.ts'
import { rebuild_limits } from '../../src/projection/limits.ts'
import { prune } from '../../src/projection/prune.ts'
import { ReadModels } from '../../src/projection/read-models.ts'
import { rebuild } from '../../src/projection/rebuild.ts'
import { takeSnapshots } from '../../src/projection/snapshot.ts'
import { verify } from '../../src/projection/verify.ts'
import type { Store } from '../../src/store/store.ts'
import { drained, writeFiles } from '../support/projections.ts'
import { temporaryStore } from '../support/stores.ts'
import { tagPosition, test_cause } from '../support/tagging.ts'

/** What the projection `baskets` below does, once more, as plainly as can be. */
interface Happening {
  readonly type: 'Put' | 'Taken' | 'Ignored'
  readonly keys: readonly string[]
  readonly count: number
}

function oracle(happenings: readonly Happening[], at: number): Map<string, string> {
  const documents = new Map<string, { sum: number; seen: number[] }>()
  for (const [index, { type, keys, count }] of happenings.slice(0, at).entries())
    for (const key of new Set(keys)) {
      if (type === 'Ignored') continue
      if (type === 'Taken') {
        documents.delete(key)
        continue
      }
      const before = documents.get(key) ?? { sum: 0, seen: [] }
      documents.set(key, { sum: before.sum + count, seen: [...before.seen.slice(-2), index + 1] })
    }
  const sorted = [...documents].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  return new Map(sorted.map(([key, value]) => [key, JSON.stringify(value)]))
}

const code = (comment: string) => `import { defineProjection } from 'eventvcs'
// ${comment}
export default defineProjection<{ sum: number; seen: number[] }>({
  key: ({ data }) => data.keys,
  init: () => ({ sum: 0, seen: [] }),
  on: {
    Put: (basket, { position, data }) => {
      basket.sum += data.count
      basket.seen = [...basket.seen.slice(-2), position]
    },
    Taken: () => null,
  },
})
`

const key = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'c') },
  fc.constantFrom('a\0', 'a/b', 'é', '\u{1F600}', '\uFF5E', '__proto__'),
)
const happening: fc.Arbitrary<Happening> = fc.record({
  type: fc.oneof(
    { weight: 8, arbitrary: fc.constant('Put' as const) },
    fc.constantFrom('Taken' as const, 'Ignored' as const),
  ),
  keys: fc.array(key, { maxLength: 3 }),
  count: fc.integer({ min: -5, max: 9 }),
})
/** So small that a short history has many batches, checkpoints and transactions, and forgets documents between. */
const limits = fc.record({
  batchEvents: fc.integer({ min: 1, max: 9 }),
  checkpointEvents: fc.integer({ min: 1, max: 30 }),
  checkpointMs: fc.constantFrom(0, 1, 10_000),
  commitEntries: fc.integer({ min: 1, max: 4 }),
  gatheredBytes: fc.constantFrom(1, 100, 10_000),
  liveDocuments: fc.integer({ min: 1, max: 6 }),
})

/** A part of the history. Not `fc.double`, most of whose numbers are next to 0. */
const place = fc.integer({ min: 0, max: 1000 }).map((part) => part / 1000)

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(happening, { minLength: 1, maxLength: 40 }).map((append) => ({ append })),
  },
  fc.record({ rebuild: fc.boolean(), stopAfter: fc.option(fc.nat(9)), limits: fc.option(limits) }),
  fc.record({ snapshotAt: place }),
  fc.record({ comment: fc.string() }),
  fc.record({ drop: fc.constant(true) }),
  fc.record({ tagAt: place }),
  fc.record({
    prune: fc.record({ last: fc.nat(2), tags: fc.boolean(), hourly: fc.nat(1) }),
    dryRun: fc.boolean(),
  }),
)

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

function play(store: Store, steps: readonly Step[]): Happening[] {
  const happenings: Happening[] = []
  const write = (comment: string) => {
    writeFiles(store.root, { 'projections/baskets.ts': code(JSON.stringify(comment)) })
    return new ProjectionFolder(store.root)
  }
  let folder = write('')
  for (const one of steps) {
    const catalog = new Catalog(store, folder)
    if ('append' in one) {
      const events = one.append.map(({ type, keys, count }) => ({ stream: 's', type, data: { keys, count } }))
      store.log.append({ events })
      happenings.push(...one.append)
    } else if ('comment' in one) folder = write(one.comment)
    else if ('tagAt' in one) tagPosition(store, Math.round(one.tagAt * happenings.length))
    else if ('drop' in one) drained(drop(store, catalog, { names: ['baskets'], cause: test_cause }))
    else if ('prune' in one)
      drained(prune(store, catalog, { policy: one.prune, dryRun: one.dryRun, cause: test_cause }))
    else if ('snapshotAt' in one)
      drained(takeSnapshots(store, catalog, { at: Math.round(one.snapshotAt * happenings.length) }))
    else {
      const work = rebuild(store, catalog, { force: one.rebuild, limits: one.limits ?? rebuild_limits })
      if (one.stopAfter === null) drained(work)
      for (let steps = 0; steps < (one.stopAfter ?? 0); steps++) work.next()
      work.return([])
    }
  }
  return happenings
}

test('documents at any position are a plain fold of the events up to it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 12 }),
      fc.array(place, { minLength: 2, maxLength: 5 }),
      async (steps, places) => {
        const store = temporaryStore()
        const happenings = play(store, steps)
        const positions = places.map((place) => Math.round(place * happenings.length))
        const reader = new ReadModels(store, new ProjectionFolder(store.root))
        for (const at of positions) {
          const expected = oracle(happenings, at)
          const read = new Map(Array.from(reader.documents('baskets', at), ({ key, json }) => [key, json]))
          expect([...read]).toEqual([...expected])
          for (const key of ['a', 'b', 'a\0', 'nowhere'])
            expect(reader.get('baskets', key, at)).toBe(expected.get(key))
        }
        const [from = 0, to = 0] = positions
        const changed = reader.changedKeys('baskets', from, to)
        const [before, after] = [oracle(happenings, from), oracle(happenings, to)]
        for (const key of new Set([...before.keys(), ...after.keys()]))
          if (before.get(key) !== after.get(key)) expect(changed).toContain(key)
        await store.close()
      },
    ),
    { numRuns: 60 },
  )
})

test('a rebuild verifies', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
      const store = temporaryStore()
      play(store, steps)
      const catalog = new Catalog(store, new ProjectionFolder(store.root))
      drained(rebuild(store, catalog))
      const [verified] = drained(verify(store, catalog, [{ name: 'baskets' }]))
      expect(verified).toMatchObject({ isStored: true, drifted: 0 })
    }),
    { numRuns: 15 },
  )
})
