import { expect, test } from 'vitest'
import { diffEnds } from '../../src/diff/ends.ts'

test.each([
  [undefined, undefined, { from: undefined, to: 'HEAD' }],
  ['v1', undefined, { from: 'v1', to: 'HEAD' }],
  ['v1', 'v2', { from: 'v1', to: 'v2' }],
  ['v1..v2', undefined, { from: 'v1', to: 'v2' }],
  ['v1..', undefined, { from: 'v1', to: 'HEAD' }],
  ['..v1', undefined, { from: 'HEAD', to: 'v1' }],
])('%s %s is %j', (first, second, ends) => {
  expect(diffEnds(first, second)).toEqual(ends)
})

test('a range and another revision are one too many', () => {
  expect(() => diffEnds('v1..v2', 'v3')).toThrow(expect.objectContaining({ code: 'USAGE' }))
})
