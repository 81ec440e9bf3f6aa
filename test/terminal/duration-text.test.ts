import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseDuration } from '../../src/analysis/duration.ts'
import { durationText, exactDuration } from '../../src/terminal/duration-text.ts'

test.each([
  [0, '0ms'],
  [350, '350ms'],
  [1000, '1s'],
  [59_999, '59s'],
  [61_000, '1m 1s'],
  [7_500_000, '2h 5m'],
  [86_400_000, '1d'],
  [400 * 86_400_000 + 3_600_000, '400d 1h'],
])('%d ms read as %s', (durationMs, text) => {
  expect(durationText(durationMs)).toBe(text)
})

test('an exact duration can be typed again', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 40 }), (durationMs) => {
      expect(parseDuration(exactDuration(durationMs))).toBe(durationMs)
    }),
  )
})

test.each([
  ['90s', 90_000],
  ['1m', 60_000],
  ['1h30m', 5_400_000],
  ['0.5h', 1_800_000],
  ['2w', 1_209_600_000],
  ['250ms', 250],
])('%s is %d ms', (text, durationMs) => {
  expect(parseDuration(text)).toBe(durationMs)
})

test.each(['', '1', 'm', '1 m', '-1m', '0s', '1y', '1m!', '1e3s', '99999999999999w', 'soon'])(
  "'%s' is no duration",
  (text) => {
    expect(() => parseDuration(text)).toThrow(expect.objectContaining({ code: 'USAGE' }))
  },
)
