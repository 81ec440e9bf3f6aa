import { describe, expect, test } from 'vitest'
import type { EventSelection } from '../../src/revision/event-selection.ts'
import { countEvents, selectEvents } from '../../src/revision/select-events.ts'
import { textPattern } from '../../src/revision/text-pattern.ts'
import { arrayEventLog } from '../../src/store/array-log.ts'
import type { EventLog } from '../../src/store/event.ts'

/** 1 order-1 Placed · 2 cart-1 ItemAdded · 3 order-1 Paid · 4 order-2 Placed · 5 cart-1 ItemRemoved · 6 order-1 Shipped */
function history(): EventLog {
  const log = arrayEventLog()
  const at = (day: number) => Date.UTC(2026, 0, day, 12)
  log.append({
    events: [
      { stream: 'order-1', type: 'Placed', timeMs: at(1), meta: { actor: 'kim', correlationId: 'c1' } },
      { stream: 'cart-1', type: 'ItemAdded', timeMs: at(2), data: { sku: 'A-1' }, meta: { actor: 'lee' } },
      { stream: 'order-1', type: 'Paid', timeMs: at(3), meta: { message: 'by card', correlationId: 'c1' } },
      { stream: 'order-2', type: 'Placed', timeMs: at(4), meta: { actor: 'kim' } },
      { stream: 'cart-1', type: 'ItemRemoved', timeMs: at(5), data: { sku: 'A-1' } },
      { stream: 'order-1', type: 'Shipped', timeMs: at(6), meta: { actor: 7 } },
    ],
  })
  return log
}

const whole = { from: 0, to: 6 }

function selected(selection: EventSelection, range = whole, limit?: number, oldestFirst = false): number[] {
  return [...selectEvents(history(), range, selection, { limit, oldestFirst })].map(
    ({ position }) => position,
  )
}

const text = (patterns: string[], literal = false, ignoreCase = false) =>
  textPattern(patterns, { literal, ignoreCase })

describe('events', () => {
  test.each<[string, EventSelection, number[]]>([
    ['nothing', {}, [6, 5, 4, 3, 2, 1]],
    ['streams', { streams: ['order-1'] }, [6, 3, 1]],
    ['globs of streams', { streamGlobs: ['order-*'] }, [6, 4, 3, 1]],
    ['either', { streams: ['cart-1'], streamGlobs: ['order-?', 'x*'] }, [6, 5, 4, 3, 2, 1]],
    ['a stream that is no glob, and one that is', { streams: ['order-*'], streamGlobs: ['order-2'] }, [4]],
    ['types', { types: ['Placed', 'Paid'] }, [4, 3, 1]],
    ['globs of types', { types: ['Item*', 'Paid'] }, [5, 3, 2]],
    ['categories', { categories: ['cart'] }, [5, 2]],
    ['actors', { actors: ['kim', 'lee'] }, [4, 2, 1]],
    ['correlation', { correlations: ['c1'] }, [3, 1]],
    [
      'times, both included',
      { sinceMs: Date.UTC(2026, 0, 2, 12), untilMs: Date.UTC(2026, 0, 4, 12) },
      [4, 3, 2],
    ],
    ['text in a type', { text: text(['^Item']) }, [5, 2]],
    ['text in a message', { text: text(['by c.rd']) }, [3]],
    ['text in data', { text: text(['sku":"A'], true) }, [5, 2]],
    ['text in a stream', { text: text(['-2$']) }, [4]],
    ['text in any case', { text: text(['BY c.rd'], false, true) }, [3]],
    ['plain text in any case', { text: text(['SKU":"a'], true, true) }, [5, 2]],
    ['plain text in any case, which is no pattern', { text: text(['SKU".*'], true, true) }, []],
    ['one text of several', { text: text(['by c.rd', '-2$']) }, [4, 3]],
    [
      'all filters at once',
      { streamGlobs: ['order-*'], types: ['Placed'], actors: ['kim'], text: text(['-1']) },
      [1],
    ],
  ])('by %s', (_, selection, expected) => {
    expect(selected(selection)).toEqual(expected)
    expect(countEvents(history(), whole, selection)).toBe(expected.length)
  })

  test('of a range', () => {
    expect(selected({}, { from: 2, to: 4 })).toEqual([4, 3])
    expect(selected({}, { from: 4, to: 2 })).toEqual([])
    expect(countEvents(history(), { from: 4, to: 2 }, {})).toBe(0)
  })

  test('at most so many, the newest', () => {
    expect(selected({}, whole, 2)).toEqual([6, 5])
    expect(selected({}, whole, 0)).toEqual([])
    expect(countEvents(history(), whole, {}, { limit: 2 })).toBe(2)
    expect(countEvents(history(), whole, { streams: ['order-1'] }, { limit: 2 })).toBe(2)
  })

  test('without the newest so many', () => {
    const cart = { streams: ['cart-1'] }

    expect([...selectEvents(history(), whole, cart, { skip: 1, oldestFirst: false })]).toMatchObject([
      { position: 2 },
    ])
    expect([...selectEvents(history(), whole, {}, { skip: 2, limit: 2, oldestFirst: true })]).toMatchObject([
      { position: 3 },
      { position: 4 },
    ])
    expect(countEvents(history(), whole, cart, { skip: 1 })).toBe(1)
    expect(countEvents(history(), whole, {}, { skip: 4, limit: 3 })).toBe(2)
    expect(countEvents(history(), whole, {}, { skip: 7 })).toBe(0)
  })

  test('oldest first, after the limit', () => {
    expect(selected({}, whole, undefined, true)).toEqual([1, 2, 3, 4, 5, 6])
    expect(selected({ streams: ['order-1'] }, whole, 2, true)).toEqual([3, 6])
  })

  test('lazily', () => {
    const [first] = selectEvents(history(), whole, {}, { oldestFirst: false })

    expect(first?.position).toBe(6)
  })
})

describe('a pattern', () => {
  test('that is none is refused', () => {
    expect(() => text(['('])).toThrow(
      expect.objectContaining({ code: 'USAGE', message: "malformed pattern '(': missing closing ): `(`" }),
    )
  })

  test('takes no longer for a hostile one', () => {
    const start = performance.now()

    expect(text(['^(a+)+$'])(`${'a'.repeat(5000)}b`)).toBe(false)
    expect(performance.now() - start).toBeLessThan(1000)
  })
})
