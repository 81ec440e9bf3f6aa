import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventPredicate } from '../../src/revision/event-predicates.ts'
import type { EventSelection } from '../../src/revision/event-selection.ts'
import { selectEvents } from '../../src/revision/select-events.ts'
import { shop } from './shop.ts'

// Goal: an event that is followed is selected by the same rules as one that is listed. Method: random selections, and
// every event of a store asked both ways.
test('an event alone is selected as it is in a list', () => {
  const store = shop()
  const some = <T>(...values: T[]) => fc.option(fc.subarray(values, { minLength: 1 }), { nil: undefined })
  const timeMs = fc.option(
    fc.nat(11).map((day) => Date.UTC(2026, 0, day, 12)),
    { nil: undefined },
  )
  const selections: fc.Arbitrary<EventSelection> = fc.record({
    streams: some('order-1', 'cart-7', 'nothing'),
    streamGlobs: some('order-*', 'cart-7', '*é'),
    types: some('Changed', 'Order*', 'OrderPaid'),
    categories: some('order', 'cart', 'my order/é'),
    sinceMs: timeMs,
    untilMs: timeMs,
    where: fc.option(
      fc.constant(({ position }: { position: number }) => position % 3 > 0),
      { nil: undefined },
    ),
  })
  fc.assert(
    fc.property(selections, (selection) => {
      const listed = [...selectEvents(store.log, { from: 0, to: 10 }, selection, { oldestFirst: true })]
      const alone = [...store.log.read()].filter(eventPredicate(selection))
      expect(alone.map(({ position }) => position)).toEqual(listed.map(({ position }) => position))
    }),
  )
})
