import { expect, test } from 'vitest'
import { blamed, valuesOf } from '../../src/analysis/blame-tree.ts'
import type { Blamed } from '../../src/analysis/blamed.ts'

/** The document after each event in turn; returns what blame says at the end: path → the number of the event. */
function history(...states: unknown[]): Record<string, number> {
  let known: Blamed | undefined
  for (const [index, state] of states.entries())
    known = state === undefined ? undefined : blamed(known, state, index + 1)
  const values = known === undefined ? [] : valuesOf(known, states.at(-1))
  return Object.fromEntries(Array.from(values, ({ path, position }) => [path.join('/'), position]))
}

test('a value that stays keeps its event, one that changes gets a new one', () => {
  expect(history({ a: 1, b: 1 }, { a: 1, b: 2 })).toEqual({ a: 1, b: 2 })
})

test('a new object with the same values changes nothing', () => {
  expect(history({ a: { b: 1, c: [1] } }, { a: { c: [1], b: 1 } })).toEqual({ 'a/b': 1, 'a/c/0': 1 })
})

test('what stands behind a removed, added or changed item keeps its event', () => {
  expect(history([10, 20, 30], [20, 30])).toEqual({ 0: 1, 1: 1 })
  expect(history([10, 20], [5, 10, 20])).toEqual({ 0: 2, 1: 1, 2: 1 })
  expect(history([10, 20, 30], [10, 21, 30])).toEqual({ 0: 1, 1: 2, 2: 1 })
})

test('an item that is removed while another is changed: each is compared with the one it is most like', () => {
  const before = [
    { sku: 'A', quantity: 1, note: '' },
    { sku: 'B', quantity: 1, note: '' },
  ]

  expect(history(before, [{ sku: 'B', quantity: 2, note: '' }])).toEqual({
    '0/sku': 1,
    '0/quantity': 2,
    '0/note': 1,
  })
})

test('a long list keeps the events of what stays in order, whatever is put between', () => {
  const before = Array.from({ length: 300 }, (_, index) => ({ id: index }))
  const after = before.flatMap((item, index) =>
    index % 3 === 0 ? [{ id: 1000 + index }] : index % 3 === 1 ? [item] : [item, { id: 2000 + index }],
  )

  const blame = Object.values(history(before, after))

  expect(blame).toEqual(after.map(({ id }) => (id < 1000 ? 1 : 2)))
})

test('items that were moved are new where they stand, the others stay', () => {
  expect(history(['a', 'b', 'c', 'd'], ['d', 'a', 'b', 'c'])).toEqual({ 0: 2, 1: 1, 2: 1, 3: 1 })
})

test('an empty list and an empty object have the event that emptied them', () => {
  expect(
    history({ list: [1], object: { a: 1 } }, { list: [1], object: {} }, { list: [], object: {} }),
  ).toEqual({
    list: 3,
    object: 2,
  })
})

test('a value that becomes of another kind is new, all of it', () => {
  expect(history({ a: 1 }, { a: { b: 1 } }, { a: [1] }, { a: null })).toEqual({ a: 4 })
  expect(history({ a: { 0: 'x' } }, { a: ['x'] })).toEqual({ 'a/0': 2 })
})

test('a document that was removed begins anew', () => {
  expect(history({ a: 1 }, undefined, { a: 1 })).toEqual({ a: 3 })
})

test('a scalar for a document, and a name like __proto__', () => {
  expect(history(1, 2, 2)).toEqual({ '': 2 })
  expect(history(JSON.parse('{"__proto__":1}'), JSON.parse('{"__proto__":1,"b":2}'))).toEqual(
    Object.fromEntries([
      ['__proto__', 1],
      ['b', 2],
    ]),
  )
})
