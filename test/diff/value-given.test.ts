import fc from 'fast-check'
import { expect, test } from 'vitest'
import { valueGiven } from '../../src/diff/value-given.ts'
import { arrayEventLog } from '../../src/store/array-log.ts'
import { arrayReadModels, type DocumentSet } from '../support/array-read-models.ts'

function givers(events: readonly DocumentSet[], text: string): number[] {
  const log = arrayEventLog()
  for (const { key } of events) log.append({ events: [{ stream: key, type: 'Set' }] })
  const gives = valueGiven(text, arrayReadModels(events, { names: ['orders'] }), log)
  return events.map((_, index) => index + 1).filter((position) => gives({ position }))
}

function set(key: string, value: unknown): DocumentSet {
  return { model: 'orders', key, value }
}

const history = [
  set('a', { status: 'open', total: 1 }),
  set('a', { status: 'paid', total: 1 }),
  set('b/c', { status: 'paid', lines: [{ n: 1 }] }),
  set('a', { status: 'paid', total: 2 }),
  set('a', undefined),
  set('a', { status: 'paid', total: null }),
  set('a=b', { x: 1, 'y=z': 'u=v' }),
]

test.each([
  ['orders/a/status=paid', [2, 6]],
  ['orders/*/status=paid', [2, 3, 6]],
  ['orders/b/c/status=paid', [3]],
  ['orders/b/c/lines/0/n=1', [3]],
  ['orders/b/c/lines=[{"n":1}]', [3]],
  ['orders/a/total=1', [1]],
  ['orders/a/total=null', [6]],
  ['orders/a/total="1"', []],
  ['orders/a={"total":2,"status":"paid"}', [4]],
  ['orders/a/toString=x', []],
  ['orders/z/status=paid', []],
  ['orders/a=b/x=1', [7]],
  ['orders/a=b/y=z=u=v', [7]],
  ['orders/*/y=z="u=v"', [7]],
])('%s', (text, positions) => {
  expect(givers(history, text)).toEqual(positions)
})

test.each(['orders/a', 'orders=1', 'status'])('%s names no value', (text) => {
  expect(() => givers(history, text)).toThrow(expect.objectContaining({ code: 'USAGE' }))
})

test('an unknown projection is named', () => {
  expect(() => givers(history, 'order/a/x=1')).toThrow(
    expect.objectContaining({ code: 'PROJECTION_UNKNOWN' }),
  )
})

// Goal: skipping stretches that touch nothing changes no answer. Method: long random histories of two documents, and a
// plain comparison of neighbours; asked newest first, oldest first, and in any order.
test('the same as comparing each document with the one before', () => {
  const events = fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.constantFrom(1, 2, undefined)), {
    minLength: 200,
    maxLength: 700,
  })
  fc.assert(
    fc.property(events, fc.infiniteStream(fc.nat()), (played, random) => {
      // Long stretches of b, so that some touch no a.
      const sets = played.map(([key, value], index) => set(index % 600 < 300 ? 'b' : key, value))
      const log = arrayEventLog()
      for (const { key } of sets) log.append({ events: [{ stream: key, type: 'Set' }] })
      const gives = valueGiven('orders/a=1', arrayReadModels(sets, { names: ['orders'] }), log)
      let value: unknown
      const expected = sets.map((each) => {
        const before = value
        if (each.key === 'a') value = each.value
        return value === 1 && before !== 1
      })
      const positions = sets.map((_, index) => index + 1)
      const shuffled = positions.map((position) => ({ position, at: random.next().value as number }))
      shuffled.sort((a, b) => a.at - b.at)
      for (const order of [positions, positions.toReversed(), shuffled.map(({ position }) => position)])
        for (const position of order) expect(gives({ position })).toBe(expected[position - 1])
    }),
    { numRuns: 3 },
  )
})
