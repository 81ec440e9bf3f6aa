import { expect, test } from 'vitest'
import { listTags, type TagQuery } from '../../src/revision/list-tags.ts'
import type { Tag } from '../../src/store/refs.ts'

function tag(name: string, position: number, taggedMs: number): Tag {
  const unset = { eventMs: undefined, message: undefined, actor: undefined, models: [] }
  return { name, branch: 'main', position, hash: '', taggedMs, ...unset }
}

const tags = [tag('first', 1, 40), tag('v1', 3, 30), tag('v1.10', 9, 20), tag('v1.9', 3, 10)]

test.for<[TagQuery, string]>([
  [{}, 'first v1 v1.10 v1.9'],
  [{ patterns: ['v1*'] }, 'v1 v1.10 v1.9'],
  [{ patterns: ['v1.?'] }, 'v1.9'],
  [{ patterns: ['v1'] }, 'v1'],
  [{ patterns: ['f*', '*.9', 'x'] }, 'first v1.9'],
  [{ contains: 3 }, 'v1 v1.10 v1.9'],
  [{ pointsAt: 3 }, 'v1 v1.9'],
  [{ pointsAt: 3, patterns: ['*9'] }, 'v1.9'],
  [{ sort: '-name' }, 'v1.9 v1.10 v1 first'],
  [{ sort: '-refname' }, 'v1.9 v1.10 v1 first'],
  [{ sort: 'version' }, 'first v1 v1.9 v1.10'],
  [{ sort: '-version:refname' }, 'v1.10 v1.9 v1 first'],
  [{ sort: 'position' }, 'first v1 v1.9 v1.10'],
  [{ sort: '-position' }, 'v1.10 v1 v1.9 first'],
  [{ sort: '-creatordate' }, 'first v1 v1.10 v1.9'],
  [{ sort: 'time' }, 'v1.9 v1.10 v1 first'],
])('%j lists %s', ([query, names]) => {
  const listed = listTags(tags, query).map(({ name }) => name)

  expect(listed.join(' ')).toBe(names)
})

test.for(['colour', '-', 'toString'])('cannot sort by %s', (sort) => {
  expect(() => listTags(tags, { sort })).toThrow(expect.objectContaining({ code: 'USAGE' }))
})
