import { describe, expect, test } from 'vitest'
import type { CompareOptions } from '../../src/diff/compare.ts'
import { type CodeSide, compareCode } from '../../src/diff/compare-code.ts'
import { ProjectionFailedError, ProjectionInvalidError } from '../../src/errors.ts'
import type { ReadModelReader } from '../../src/projection/reader.ts'
import { arrayReadModels, type DocumentSet } from '../support/array-read-models.ts'

const set = (key: string, value: unknown, model = 'orders'): DocumentSet => ({ model, key, value })

function side(title: string, events: readonly DocumentSet[], isOneFile = false): CodeSide {
  const fingerprints = Object.fromEntries(events.map(({ model }) => [model, title]))
  return { title, reader: arrayReadModels(events, { fingerprints }), isOneFile }
}

function compared(before: CodeSide, after: CodeSide, options: CompareOptions = {}): string[] {
  return [...compareCode(before, after, 9, options)].map(
    ({ status, projection, key }) => `${status} ${projection}/${key}`,
  )
}

const old = side('old', [set('a', 1), set('b', 1), set('\uFF5E', 1), set('x', 1, 'gone')])
const renewed = side('new', [set('a', 1), set('b', 2), set('\u{1F600}', 1), set('y', 1, 'made')])

describe('comparing two versions of the code', () => {
  test('says which documents differ, by projection and in key order', () => {
    expect(compared(old, renewed)).toEqual([
      'removed gone/x',
      'added made/y',
      'changed orders/b',
      'removed orders/\uFF5E',
      'added orders/\u{1F600}',
    ])
  })

  test('keeps to the projections and documents asked for', () => {
    expect(compared(old, renewed, { documents: ['made', 'orders/b', 'orders/a'] })).toEqual([
      'added made/y',
      'changed orders/b',
    ])
    expect(() => compared(old, renewed, { documents: ['order'] })).toThrow("unknown projection 'order'")
  })

  test('counts only what is neither ignored nor within the tolerance', () => {
    expect(compared(old, renewed, { documents: ['orders/b'], tolerance: 1 })).toEqual([])
  })

  test('of one file compares only its projection', () => {
    const file = side('new', [set('b', 2)], true)

    expect(compared(old, file)).toEqual(['removed orders/a', 'changed orders/b', 'removed orders/\uFF5E'])
    expect(compared(file, old)).toEqual(['added orders/a', 'changed orders/b', 'added orders/\uFF5E'])
  })

  test('compares two files whatever they are called, under the name of the old', () => {
    const before = side('old', [set('a', 1)], true)
    const after = side('new', [set('a', 2, 'orders-new')], true)

    expect(compared(before, after)).toEqual(['changed orders/a'])
  })

  test('reads nothing of a projection whose code is equal', () => {
    const reader: ReadModelReader = {
      ...arrayReadModels([set('a', 1)]),
      documents: () => {
        throw new Error('was read')
      },
    }

    expect(compared({ ...old, reader }, { ...renewed, reader })).toEqual([])
  })

  test.each([
    new ProjectionFailedError({ projection: 'orders', position: 3 }, 'it threw', { hint: 'do not' }),
    new ProjectionInvalidError('it threw', { hint: 'do not' }),
  ])('says which side failed: $name', (error) => {
    const failing = (): never => {
      throw error
    }
    const reader = { ...renewed.reader, get: failing, documents: failing }
    const message = expect.objectContaining({
      code: error.code,
      message: 'new: it threw',
      hint: 'do not',
    })

    expect(() => compared(old, { ...renewed, reader })).toThrow(message)
    expect(() => compared(old, { ...renewed, reader }, { documents: ['orders/a'] })).toThrow(message)
  })
})
