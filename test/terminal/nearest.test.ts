import { expect, test } from 'vitest'
import { nearest, suggestion } from '../../src/nearest.ts'

const commands = ['append', 'checkout', 'diff', 'export', 'import', 'log', 'ls', 'rebuild-projection', 'tag']

test.for([
  ['lgo', 'log'],
  ['apend', 'append'],
  ['chekcout', 'checkout'],
  ['improt', 'import'],
  ['rebuild', 'rebuild-projection'],
])('%s may have meant %s', ([typed, meant]) => {
  expect(nearest(typed!, commands)).toEqual([meant])
})

test.for([
  ['head', 'HEAD'],
  ['Orders', 'orders'],
  ['ORDRES', 'orders'],
])('%s, in the wrong case, may have meant %s', ([typed, meant]) => {
  expect(nearest(typed!, ['HEAD', 'ROOT', 'orders', 'v1'])).toEqual([meant])
})

test('says nothing when nothing is near', () => {
  expect(nearest('frobnicate', commands)).toEqual([])
  expect(nearest('x', [])).toEqual([])
  expect(nearest('-', ['x'])).toEqual([])
})

test('gives several, the nearest first', () => {
  expect(nearest('v1.2', ['v1.2.0', 'v2.2', 'w1.2.0'], 2)).toEqual(['v2.2', 'v1.2.0'])
})

test.each([
  ['caf\u00e9-1', 'cafe\u0301-1', "'cafe\u0301-1' (cafe\\u0301-1, and not caf\\u00e9-1)"],
  ['\u0430dd', 'add', "'add' (add, and not \\u0430dd)"],
  ['\u041e\u0420\u0422', 'OPT', "'OPT' (OPT, and not \\u041e\\u0420\\u0422)"],
  ['or\u200bders', 'orders', "'orders' (orders, and not or\\u200bders)"],
  ['\uff56\uff11', 'v1', "'v1' (v1, and not \\uff56\\uff11)"],
  ['a\u{e0041}b', 'ab', "'ab' (ab, and not a\\u{e0041}b)"],
  ['cafe-1', 'caf\u00e9-1', "'caf\u00e9-1'"],
  ['ordres', 'orders', "'orders'"],
])('%j may have meant %j, which looks the same, and is told apart', (typed, meant, shown) => {
  expect(nearest(typed, ['checkout', meant])).toEqual([meant])
  expect(suggestion(typed, meant)).toBe(shown)
})

test('what stands in the quotes may be more than the name', () => {
  expect(suggestion('\u0430-1', 'a-1', 'a-1@7')).toBe("'a-1@7' (a-1, and not \\u0430-1)")
})
