import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeEntry, encodeEntry } from '../../src/projection/entry.ts'
import { documentKeyOf, entryKey, generationPrefix, positionOfEntry } from '../../src/projection/entry-key.ts'
import { compareKeys } from '../../src/projection/key-order.ts'
import { withoutChecksum } from '../../src/store/checksum.ts'

const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }).filter((key) => key.isWellFormed())
const position = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })
const prefix = generationPrefix({ branch: 1, generation: 7 })

test('an entry reads back as it was written', () => {
  const json = fc.oneof(fc.constant(null), fc.constant(undefined), fc.json())
  const tail = fc.oneof(
    fc.constant({ isTail: false, keptLength: 0 }),
    fc.record({ isTail: fc.constant(true), keptLength: fc.nat() }),
  )
  fc.assert(
    fc.property(
      fc.uniqueArray(position, { minLength: 1 }),
      json,
      fc.nat(),
      tail,
      (positions, json, eventsBytes, tail) => {
        const events = positions.sort((a, b) => a - b)
        const entry = { position: events.at(-1) as number, events, eventsBytes, json, ...tail }

        expect(decodeEntry('k', entry.position, withoutChecksum(encodeEntry(entry)))).toEqual({
          key: 'k',
          ...entry,
        })
      },
    ),
  )
})

test("keys are in the order of the documents' keys, then of the positions", () => {
  fc.assert(
    fc.property(text, position, text, position, (a, atA, b, atB) => {
      const order = Buffer.compare(entryKey(prefix, a, atA), entryKey(prefix, b, atB))

      expect(Math.sign(order)).toBe(Math.sign(compareKeys(a, b) || atA - atB))
      expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
    }),
  )
})

test('a key says which document and position it is of', () => {
  fc.assert(
    fc.property(text, position, (key, at) => {
      const entry = entryKey(prefix, key, at)

      expect(documentKeyOf(entry)).toBe(key)
      expect(positionOfEntry(entry)).toBe(at)
    }),
  )
})

test('the longest key fits into LMDB', () => {
  expect(entryKey(prefix, '\0'.repeat(1024), Number.MAX_SAFE_INTEGER).length).toBeLessThan(1978)
})
