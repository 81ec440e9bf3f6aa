import fc from 'fast-check'
import { expect, test } from 'vitest'
import { escapeLine, escapeText } from '../../src/terminal/escape.ts'

test.for([
  ['\u001b[2J', '^[[2J'],
  ['\u0000\u007f', '^@^?'],
  ['\u009b31m', '\\u009b31m'],
  ['\u202egpj.exe', '\\u202egpj.exe'],
  ['\u2066\u200b\ufeff', '\\u2066\\u200b\\ufeff'],
  ['bell\u0007 back\u0008 return\r', 'bell^G back^H return^M'],
])('%j is shown as %s', ([hostile, visible]) => {
  expect(escapeText(hostile!)).toBe(visible)
})

test('line feeds and tabs stay in a text and show on a line', () => {
  expect(escapeText('a\n\tb')).toBe('a\n\tb')
  expect(escapeLine('a\n\tb')).toBe('a^J^Ib')
})

test('what people write stays as it is', () => {
  const text = 'Grüße, 漢字, עברית, 👩‍🚀? $5 {"a":1}'.replace('\u200d', '')

  expect(escapeText(text)).toBe(text)
})

// Goal: no text can move the cursor. Method: random text of every code point; nothing that controls is left.
test('nothing that controls a terminal is left', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(escapeLine(text)).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u)
    }),
  )
})
