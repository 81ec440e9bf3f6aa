import { expect, test } from 'vitest'
import { nearest } from '../../src/nearest.ts'

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
