// Goal: files of a checkout, and a diff of two positions, are those of a plain fold, also when the read models are real:
// stored, behind, or not stored at all. Method: random histories for a real projection, rebuilt at random moments; after
// each random walk the files are compared with a fold in an array, and so is each diff.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareReadModels } from '../../src/diff/compare.ts'
import { ProjectionFolder } from '../../src/projection/folder.ts'
import { ReadModels } from '../../src/projection/read-models.ts'
import { rebuild } from '../../src/projection/rebuild.ts'
import { documentText } from '../../src/worktree/document-text.ts'
import { arrayReadModels, type DocumentSet } from '../support/array-read-models.ts'
import { temporaryStore } from '../support/stores.ts'
import { laidOut, treeFiles } from '../support/work-tree.ts'

const code = `export default {
  key: ({ data }) => data.keys,
  init: () => ({}),
  on: { Set: (_, { data }) => ({ value: data.value }), Removed: () => null },
}`

interface Step {
  readonly keys: readonly string[]
  readonly value: number | undefined
  readonly rebuilds: boolean
}

const step: fc.Arbitrary<Step> = fc.record({
  keys: fc.uniqueArray(fc.constantFrom('a', 'A', 'b', 'B', 'c/../d', 'x'.repeat(300)), {
    minLength: 1,
    maxLength: 3,
  }),
  value: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined, freq: 4 }),
  rebuilds: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
})

test('checkouts and diffs of real read models are those of a plain fold', () => {
  const store = temporaryStore()
  mkdirSync(join(store.root, 'projections'))
  writeFileSync(join(store.root, 'projections', 'orders.js'), code)
  const sets: DocumentSet[] = []
  // Where each event ends in the array, which has one entry a key.
  const ends = [0]

  fc.assert(
    fc.property(
      fc.array(step, { minLength: 1, maxLength: 8 }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 4 }),
      (steps, walk) => {
        const reader = new ReadModels(store, new ProjectionFolder(store.root))
        for (const { keys, value, rebuilds } of steps) {
          const event = {
            stream: 'log',
            type: value === undefined ? 'Removed' : 'Set',
            data: { keys, value: value ?? null },
          }
          store.log.append({ events: [event] })
          for (const key of keys)
            sets.push({ model: 'orders', key, value: value === undefined ? undefined : { value } })
          ends.push(sets.length)
          if (rebuilds) for (const _ of rebuild(store, reader.catalog));
        }
        const oracle = arrayReadModels(sets, { names: ['orders'] })
        const positions = walk.map((part) => Math.round(part * store.log.tip.position))

        for (const position of positions) {
          laidOut(store, reader, position)

          const expected = [...oracle.documents('orders', ends[position]!)].map(({ json }) =>
            documentText(json),
          )
          expect(Object.values(treeFiles(store)).sort()).toEqual(expected.sort())
        }
        const [from = 0, to = 0] = positions
        const changes = [...compareReadModels(reader, from, to)].map(({ key, status, after }) => [
          key,
          status,
          after,
        ])
        const expected = [...compareReadModels(oracle, ends[from]!, ends[to]!)]
        expect(changes).toEqual(expected.map(({ key, status, after }) => [key, status, after]))
      },
    ),
    { numRuns: 60 },
  )
})
