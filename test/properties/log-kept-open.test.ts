// Goal: what a store remembers while it stays open never shows in an answer. Method: random appends (small ones, ones that
// fold the tail, refused ones) by two open stores of one folder, interleaved with looks, questions, reads and follows of
// either; the array, which remembers nothing, answers the same.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arrayEventLog } from '../../src/store/array-log.ts'
import { Store } from '../../src/store/store.ts'
import { KeptOpen, step } from '../support/kept-open.ts'
import { countingAmbient, temporaryFolder } from '../support/stores.ts'

const runs = Number(process.env.ES_KEPT_OPEN_RUNS ?? 25)

test('a store that stays open answers as one that remembers nothing', { timeout: 600_000 }, async () => {
  const steps = fc.array(step, { minLength: 10, maxLength: 80, size: 'max' })
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const oracle = arrayEventLog(countingAmbient())
      const { directory } = Store.init(temporaryFolder())
      const ambient = countingAmbient()
      const open = () => new KeptOpen(Store.open(directory, { readOnly: false, ambient }), oracle)
      const stores = [open(), open()] as const
      try {
        for (const { by, does } of all) await stores[by].does(does)
      } finally {
        for (const store of stores) await store.end()
      }
    }),
    { numRuns: runs, endOnFailure: true },
  )
  expect.hasAssertions()
})
