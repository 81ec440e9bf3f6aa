import { expect, test } from 'vitest'
import { lineDiff } from '../../src/diff/line-diff.ts'
import { jsonPatch } from '../../src/diff/patch.ts'

test('a changed document is patched value by value', () => {
  expect(jsonPatch({ before: { a: 1, b: { c: [1] } }, after: { a: 2, b: { c: [1, 2] } } })).toEqual([
    { op: 'replace', path: '/a', value: 2 },
    { op: 'add', path: '/b/c/-', value: 2 },
  ])
})

test('an added or removed document is one operation on the whole', () => {
  expect(jsonPatch({ before: undefined, after: { a: 1 } })).toEqual([
    { op: 'add', path: '', value: { a: 1 } },
  ])
  expect(jsonPatch({ before: { a: 1 }, after: undefined })).toEqual([{ op: 'remove', path: '' }])
})

test('an item put before ten thousand others is one operation', () => {
  const items = Array.from({ length: 10_000 }, (_, id) => ({ id }))

  expect(jsonPatch({ before: { items }, after: { items: [{ id: -1 }, ...items] } })).toEqual([
    { op: 'add', path: '/items/0', value: { id: -1 } },
  ])
})

test('lines are counted, and context is as wide as asked for', () => {
  const diff = lineDiff('a\nb\nc\nd\n', 'a\nb\nx\nd\ne\n', 1)

  expect(diff).toMatchObject({ insertedLines: 2, deletedLines: 1 })
  expect(diff.hunks[0]?.lines).toEqual([' b', '-c', '+x', ' d', '+e'])
})

test('texts with nothing in common are shown whole, in time', () => {
  const lines = (prefix: string) => Array.from({ length: 20_000 }, (_, at) => `${prefix}${at}\n`).join('')

  const diff = lineDiff(lines('a'), lines('b'), 3)

  expect(diff).toMatchObject({ insertedLines: 20_000, deletedLines: 20_000 })
  expect(diff.hunks).toMatchObject([{ oldStart: 1, oldLines: 20_000, newStart: 1, newLines: 20_000 }])
})
