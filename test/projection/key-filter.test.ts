import fc from 'fast-check'
import { expect, test } from 'vitest'
import { KeyFilter } from '../../src/projection/key-filter.ts'

test('a key that was added is never said to be missing', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (keys) => {
      const filter = new KeyFilter()
      for (const key of keys) filter.add(key)

      expect(keys.every((key) => filter.mayHave(key))).toBe(true)
    }),
    // Each run has a filter of 4 MiB.
    { numRuns: 25 },
  )
})

test('of keys that were never added few look as if they were', () => {
  const filter = new KeyFilter()
  for (let n = 0; n < 200_000; n++) filter.add(`order-${n}`)
  let wrong = 0
  for (let n = 200_000; n < 300_000; n++) if (filter.mayHave(`order-${n}`)) wrong++

  // 200,000 of 2^25 bits are 0.6 %.
  expect(wrong).toBeLessThan(2_000)
})
