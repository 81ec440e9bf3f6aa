import { describe, expect, test } from 'vitest'
import { type CompareOptions, compareReadModels } from '../../src/diff/compare.ts'
import { arrayReadModels, type DocumentSet } from '../support/array-read-models.ts'

const set = (key: string, value: unknown, model = 'orders'): DocumentSet => ({ model, key, value })

const reader = arrayReadModels([
  set('a', { total: 1, lines: [{ price: 1 }] }),
  set('b', { total: 1 }),
  set('a', { total: 2, lines: [{ price: 1 }, { price: 2.5 }] }),
  set('b', undefined),
  set('c/d', 'new', 'baskets'),
  set('a', { lines: [{ price: 1 }, { price: 2.5 }], total: 2 }),
])

function compared(from: number, to: number, options: CompareOptions = {}): string[] {
  return [...compareReadModels(reader, from, to, options)].map(
    ({ status, projection, key }) => `${status} ${projection}/${key}`,
  )
}

describe('comparing read models', () => {
  test('says what was added, removed and changed, by projection and key', () => {
    expect(compared(2, 5)).toEqual(['added baskets/c/d', 'changed orders/a', 'removed orders/b'])
  })

  test('backwards says the opposite', () => {
    const forwards = [...compareReadModels(reader, 2, 5)]
    const backwards = [...compareReadModels(reader, 5, 2)]

    expect(compared(5, 2)).toEqual(['removed baskets/c/d', 'changed orders/a', 'added orders/b'])
    expect(backwards.map(({ before, after }) => [before, after])).toEqual(
      forwards.map(({ before, after }) => [after, before]),
    )
  })

  test('finds no difference in a document that came and went, nor in the order of members', () => {
    expect(compared(4, 4)).toEqual([])
    expect(compared(5, 6)).toEqual([])
    expect([...compareReadModels(arrayReadModels([set('x', 1), set('x', undefined)]), 0, 2)]).toEqual([])
  })

  test('gives the texts of the work tree', () => {
    const [difference] = compareReadModels(reader, 4, 5)

    expect(difference).toMatchObject({
      before: undefined,
      after: 'new',
      beforeText: '',
      afterText: '"new"\n',
    })
  })

  test('keeps to the projections and documents asked for', () => {
    expect(compared(2, 5, { documents: ['orders'] })).toEqual(['changed orders/a', 'removed orders/b'])
    expect(compared(2, 5, { documents: ['orders/b', 'baskets/c/d'] })).toEqual([
      'added baskets/c/d',
      'removed orders/b',
    ])
    expect(compared(2, 5, { documents: ['orders/b', 'orders'] })).toEqual([
      'changed orders/a',
      'removed orders/b',
    ])
    expect(compared(2, 5, { documents: ['orders/unknown'] })).toEqual([])
  })

  test('refuses a projection that there is not', () => {
    expect(() => compared(2, 5, { documents: ['order'] })).toThrow(
      expect.objectContaining({ code: 'PROJECTION_UNKNOWN', message: "unknown projection 'order'" }),
    )
  })
})

describe('leniency', () => {
  const change = (before: unknown, after: unknown, options: CompareOptions): unknown[] => {
    const models = arrayReadModels([set('x', before), set('x', after)])
    return [...compareReadModels(models, 1, 2, options)].map((difference) => [
      difference.before,
      difference.after,
    ])
  }

  test.each([
    ['updatedAt', { updatedAt: 1 }, { updatedAt: 2 }],
    ['/updatedAt', { updatedAt: 1 }, {}],
    ['lines/*/price', { lines: [{ price: 1 }] }, { lines: [{ price: 2 }] }],
    ['lines/*', { lines: [1] }, { lines: [2, 3] }],
    ['lines/0', { lines: [1, 2] }, { lines: [3, 2] }],
    ['*At', { updatedAt: 1, createdAt: 1 }, { updatedAt: 2, createdAt: 2 }],
    ['a~1b/m~0n', { 'a/b': { 'm~n': 1 } }, { 'a/b': { 'm~n': 2 } }],
    ['a.b', { 'a.b': 1 }, { 'a.b': 2 }],
  ])('ignores %s', (place, before, after) => {
    expect(change(before, after, { ignore: [place] })).toEqual([])
  })

  test.each([
    ['updatedAt', { nested: { updatedAt: 1 } }, { nested: { updatedAt: 2 } }],
    ['a.b', { axb: 1 }, { axb: 2 }],
    ['lines', { line: 1 }, { line: 2 }],
  ])('of %s ignores nothing else', (place, before, after) => {
    expect(change(before, after, { ignore: [place] })).toEqual([[before, after]])
  })

  test('leaves what is ignored out of what is shown', () => {
    expect(change({ a: 1, at: 1 }, { a: 2, at: 2 }, { ignore: ['at'] })).toEqual([[{ a: 1 }, { a: 2 }]])
  })

  test('still tells whether a document is there', () => {
    expect(change({ at: 1 }, undefined, { ignore: ['at'] })).toEqual([[{}, undefined]])
  })

  test('takes numbers within the tolerance for equal, and only those', () => {
    expect(change({ a: [1], b: 'x' }, { a: [1.01], b: 'x' }, { tolerance: 0.05 })).toEqual([])
    expect(change({ a: [1, 1] }, { a: [1.01, 2] }, { tolerance: 0.05 })).toEqual([
      [{ a: [1, 1] }, { a: [1, 2] }],
    ])
    expect(change({ a: 1 }, { a: '1' }, { tolerance: 5 })).toEqual([[{ a: 1 }, { a: '1' }]])
  })
})
