import { expect, test } from 'vitest'
import { fuzzyBest, fuzzyScore } from '../../src/browse/fuzzy.ts'

const names = ['orders/order-42', 'orders/order-24', 'customers/ann', 'invoices/invoice-42']

test('all characters in their order fit, nothing else does', () => {
  expect(fuzzyBest('ord42', names, 9)).toEqual(['orders/order-42'])
  expect(fuzzyBest('xyz', names, 9)).toEqual([])
  expect(fuzzyScore('42', 'order-24')).toBeUndefined()
})

test('characters that follow each other, and beginnings of words, come first', () => {
  expect(fuzzyBest('ann', ['a-nine-n', 'customers/ann'], 9)).toEqual(['customers/ann', 'a-nine-n'])
  expect(fuzzyBest('o', ['xo', 'order'], 9)).toEqual(['order', 'xo'])
})

test('nothing typed is everything in its order, up to the most that is asked for', () => {
  expect(fuzzyBest('', names, 2)).toEqual(names.slice(0, 2))
})

test('case counts only when it is typed', () => {
  expect(fuzzyBest('ANN', ['Ann', 'ANN'], 9)).toEqual(['ANN'])
  expect(fuzzyBest('ann', ['Ann', 'ANN'], 9)).toEqual(['Ann', 'ANN'])
})
