import fc from 'fast-check'
import { expect, test } from 'vitest'
import { globPattern } from '../../src/revision/glob.ts'

/** The same as a regular expression, which may take for ever. */
function slowPattern(glob: string): RegExp {
  const source = glob.replace(/[\\^$.+()[\]{}|/]/g, '\\$&').replace(/\*+/g, '.*')
  return new RegExp(`^${source.replaceAll('?', '.')}$`, 'su')
}

const letters = fc.constantFrom('a', 'b', '-', '.', '(', '\n', '\u{1F600}', '\u00e9')

test('a glob says what the regular expression says', () => {
  const text = fc.string({ unit: letters, maxLength: 8 })
  const glob = fc.string({ unit: fc.oneof(letters, fc.constantFrom('*', '?')), maxLength: 7 })
  fc.assert(
    fc.property(text, glob, (text, glob) => {
      expect(globPattern([glob]).test(text)).toBe(slowPattern(glob).test(text))
    }),
    { numRuns: 2000 },
  )
})

test('several globs: one is enough', () => {
  expect(globPattern(['order-*', 'cart-?']).test('cart-7')).toBe(true)
  expect(globPattern(['order-*', 'cart-?']).test('cart-77')).toBe(false)
  expect(globPattern([]).test('')).toBe(false)
})

test('a hostile glob costs no more than the product of the lengths', () => {
  const started = performance.now()

  expect(globPattern([`${'a*'.repeat(200)}b`]).test('a'.repeat(20_000))).toBe(false)

  expect(performance.now() - started).toBeLessThan(5_000)
})
