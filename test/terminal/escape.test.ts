import fc from 'fast-check'
import { expect, test } from 'vitest'
import { escapeJson, escapeLine, escapeText } from '../../src/terminal/escape.ts'

test.for([
  ['\u001b[2J', '^[[2J'],
  ['\u0000\u007f', '^@^?'],
  ['\u009b31m', '\\u009b31m'],
  ['\u202egpj.exe', '\\u202egpj.exe'],
  ['\u2066\u200b\ufeff', '\\u2066\\u200b\\ufeff'],
  ['soft\u00ad \u034f\u180e\u3164', 'soft\\u00ad \\u034f\\u180e\\u3164'],
  ['\ufff9a\ufffab\ufffb', '\\ufff9a\\ufffab\\ufffb'],
  ['\u{e0041}\u{e007f}', '\\u{e0041}\\u{e007f}'],
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

const hidden = /\u034f|[\p{Cc}\p{Bidi_Control}\u00ad\u180e\u3164\ufff9-\ufffb\u{e0000}-\u{e007f}]/u

// Goal: JSON shown on a terminal is the same JSON. Method: random values; parsed again they are equal.
test('escaped JSON parses to the same value', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\u007f', '\u009b', '\u202e', '\u{e0041}', '\ud800'),
  )
  fc.assert(
    fc.property(fc.json({ stringUnit: text, maxDepth: 1 }), text, (json, more) => {
      const document = `{"a":${json},${JSON.stringify(more)}:${JSON.stringify(more)}}`
      expect(escapeJson(document)).not.toMatch(hidden)
      expect(JSON.parse(escapeJson(document))).toEqual(JSON.parse(document))
    }),
    { numRuns: 50 },
  )
})

// Goal: no text can move the cursor. Method: random text of every code point; nothing that controls is left.
test('nothing that controls a terminal is left', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(escapeLine(text)).not.toMatch(hidden)
    }),
  )
})
