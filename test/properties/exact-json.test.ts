// Goal: what is called exact JSON is; nothing else changes a text. Method: random JSON, random damage to it, compared with
// JSON.parse and JSON.stringify.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isCompactExact } from '../../src/store/compact-json.ts'
import { exactText } from '../../src/store/exact-json.ts'

const json = fc.oneof(
  fc.json(),
  fc.json({ noUnicodeString: false }),
  fc.constantFrom('-0', '1e5', '"\\u00e9"', '[0.1,-12.50]'),
)

/** A text with one character replaced, removed or doubled. */
const damaged = fc
  .tuple(
    json,
    fc.nat(),
    fc.constantFrom('', '"', '\\', '{', '}', ',', ':', '0', '-', '.', 'e', ' ', '\u0001', 'u'),
  )
  .map(([text, place, by]) => {
    const at = place % text.length
    return text.slice(0, at) + by + text.slice(at + 1)
  })

function parsed(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

describe('a plainly exact text', () => {
  test('is valid JSON that says the same when it is written again', () => {
    fc.assert(
      fc.property(fc.oneof(json, damaged), (text) => {
        if (!isCompactExact(text)) return
        const read = parsed(text)
        expect(read).toBeDefined()
        expect(JSON.parse(JSON.stringify(read?.value))).toEqual(JSON.parse(JSON.stringify(JSON.parse(text))))
        expect(exactText(text)).toEqual({ text, exact: true })
      }),
      { numRuns: 5_000 },
    )
  })

  test.each([
    '{"a":1,"a":2}',
    '01',
    '1.',
    '-',
    '"',
    '[1,]',
    '{"a"}',
    'tru',
    '[1 ,2]',
    '1e400',
    '12345678901234567',
    '"\\x"',
    '',
    '[',
    '"\\u12"',
    '"\\u 123"',
  ])('is not %j', (text) => {
    expect(isCompactExact(text)).toBe(false)
  })
})

describe('a text with white space', () => {
  test('loses it between tokens, and nothing else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(exactText(JSON.stringify(value, null, 3)).text).toBe(JSON.stringify(value))
      }),
      { numRuns: 1_000 },
    )
  })

  test('keeps numbers and escapes as they are written', () => {
    expect(exactText(' { "a" : 1.50e2 , "\\u0062" : "\\/" } ')).toEqual({
      text: '{"a":1.50e2,"\\u0062":"\\/"}',
      exact: true,
    })
  })
})

test.each([
  ['9007199254740993', false],
  ['9007199254740992', true],
  ['1e400', false],
  ['[0.1000000000000000055]', false],
  ['123456789012345680000', true],
  ['{"a":1.0}', true],
])('says whether a double holds %s: %s', (text, exact) => {
  expect(exactText(text).exact).toBe(exact)
})

test.each([
  '{"a":1,"a":2}',
  '{"a":1,"\\u0061":2}',
  '',
  'undefined',
  '[1',
  '\u0000',
  '{"a":{"b":1,"b":1}}',
  '"\ud800"',
])('refuses %j', (text) => {
  expect(() => exactText(text)).toThrow(expect.objectContaining({ code: 'JSON_INVALID' }))
})

test('refuses what is nested more than 512 levels deep, without running out of stack', () => {
  expect(exactText('['.repeat(512) + ']'.repeat(512)).exact).toBe(true)
  for (const levels of [513, 200_000])
    expect(() => exactText('['.repeat(levels) + ']'.repeat(levels))).toThrow(/512 levels/)
})
