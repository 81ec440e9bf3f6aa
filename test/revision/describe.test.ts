import fc from 'fast-check'
import { expect, test } from 'vitest'
import { describeRevision } from '../../src/revision/describe.ts'
import { resolveRevision } from '../../src/revision/resolve.ts'
import { contextOf, shop, tagAt } from './shop.ts'

const options = { exactMatch: false, always: false }

test('the nearest tag before a position, and the distance to it', () => {
  const store = shop()
  const described = (position: number) =>
    describeRevision({ ...resolveRevision(String(position), contextOf(store)) }, store.refs, options)

  expect([3, 6, 7, 10].map((position) => described(position).text)).toEqual([
    'v1',
    'v1+3',
    'v1.2.0',
    'v1.2.0+3',
  ])
  expect(() => described(2)).toThrow(expect.objectContaining({ code: 'REVISION_UNKNOWN' }))
})

test('of several tags at one position the one that was made last', () => {
  const store = shop()
  tagAt(store, 'later', 7, Date.UTC(2026, 2, 1))
  tagAt(store, 'earlier', 7, Date.UTC(2025, 2, 1))

  expect(describeRevision(resolveRevision('8', contextOf(store)), store.refs, options).text).toBe('later+1')
})

// Goal: what describe prints is a revision of the same position. Method: random tags, and every position.
test('a description names the position that was described', () => {
  const names = fc.constantFrom('a', 'v1.0', 'main', 'v1-rc', 'x-y/z', '2026-01-31x', 'release.5')
  const tags = fc.array(fc.record({ name: names, position: fc.nat(10) }), { maxLength: 5 })
  fc.assert(
    fc.property(tags, (made) => {
      const store = shop()
      for (const { name, position } of made) tagAt(store, name, position)
      for (let position = 0; position <= 10; position++) {
        const resolved = resolveRevision(String(position), contextOf(store))
        const { text } = describeRevision(resolved, store.refs, { exactMatch: false, always: true })
        expect(resolveRevision(text, contextOf(store)).position).toBe(position)
      }
    }),
    { numRuns: 8 },
  )
})
