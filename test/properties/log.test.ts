// Goal: LMDB and the array cannot be told apart. Method: play the same random appends, right and wrong, into both, and
// ask both the same questions after each.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arrayEventLog } from '../../src/store/array-log.ts'
import { answers, outcome, query, request } from '../support/log-questions.ts'
import { countingAmbient, temporaryStore } from '../support/stores.ts'

test('LMDB and the array answer alike', { timeout: 180_000 }, () => {
  fc.assert(
    fc.property(
      fc.array(request, { minLength: 1, maxLength: 12 }),
      fc.array(query, { maxLength: 4 }),
      (appends, queries) => {
        const store = temporaryStore(countingAmbient())
        const array = arrayEventLog(countingAmbient())
        const streams = ['order-1', '__proto__', 'a b/../:~^@3', 'none']
        for (const append of appends) {
          expect(outcome(store.log, append)).toEqual(outcome(array, append))
          expect(answers(store.log, queries, streams)).toEqual(answers(array, queries, streams))
        }
      },
    ),
    { numRuns: 100 },
  )
})
