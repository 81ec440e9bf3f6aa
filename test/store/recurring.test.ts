import { expect, test } from 'vitest'
import { ownCopy, Recurring } from '../../src/store/recurring.ts'

test('short texts are remembered, a thousand at the most', () => {
  const lengths = new Recurring<number>()
  for (let n = 0; n < 1_000; n++) lengths.remember(`text ${n}`, n)

  expect(lengths.get('text 7')).toBe(7)
  lengths.remember('one more', 1)
  expect([lengths.get('text 7'), lengths.get('one more')]).toEqual([undefined, 1])
})

test('long texts are not', () => {
  const long = 'x'.repeat(201)
  const lengths = new Recurring<number>()
  lengths.remember(long, 201)

  expect(Recurring.takes(long)).toBe(false)
  expect(lengths.get(long)).toBeUndefined()
})

test('a copy is the same text', () => {
  expect(ownCopy('{"actor":"Zoë 👍"}')).toBe('{"actor":"Zoë 👍"}')
})
