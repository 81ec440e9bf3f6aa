import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cellText, cut, drawn, fitted, line, widthOf } from '../../src/terminal/browser/cells.ts'

const texts = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom('a', '漢', '👍🏽', '❤️', 'é', 'é', 'א', 'ﷺ', '\u001b[2J', '\u202e', '\n', '🇳🇱'),
  }),
)

test('whatever it holds, a line is exactly as wide as it must be', () => {
  fc.assert(
    fc.property(fc.array(texts, { maxLength: 4 }), fc.nat(60), (parts, width) => {
      const text = drawn(line(...parts.map(cellText)), width)

      expect(widthOf(text)).toBe(width)
      expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\ufe0f/)
    }),
  )
})

test('what does not fit is cut between characters, and says so', () => {
  expect(cut('abcdef', 4)).toBe('abc…')
  expect(cut('漢字漢字', 4)).toBe('漢…')
  expect(cut('漢字', 4)).toBe('漢字')
  expect(fitted('漢字漢字', 4)).toBe('漢… ')
  expect(cut('abc', 0)).toBe('')
})

test('a text of a megabyte is not looked at to its end', () => {
  const long = '漢'.repeat(1_000_000)
  const startMs = performance.now()
  for (let times = 0; times < 100; times++) cut(long, 80)

  expect(performance.now() - startMs).toBeLessThan(1000)
})

test('escape sequences of events are shown, not obeyed', () => {
  expect(cellText('\u001b[31mred\u202e')).toBe('^[[31mred\\u202e')
})
