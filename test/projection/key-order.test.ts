import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareKeys, sortKeys } from '../../src/projection/key-order.ts'

test('keys are in the order of their UTF-8 bytes, with surrogates and without', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (keys) => {
      const byBytes = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))

      expect(sortKeys([...keys])).toEqual(byBytes)
      expect([...keys].sort(compareKeys)).toEqual(byBytes)
    }),
  )
})
