// Goal: what es stats counts is what is there. Method: random logs in LMDB, random ranges and filters; every table
// against a loop over the events as the log reads them.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayName } from '../../src/analysis/calendar.ts'
import { type StatsRequest, statsOf } from '../../src/analysis/stats.ts'
import { globPattern } from '../../src/revision/glob.ts'
import { metaText } from '../../src/revision/meta.ts'
import { categoryOf, type RecordedEvent } from '../../src/store/event.ts'
import { temporaryStore } from '../support/stores.ts'

const start = Date.UTC(2026, 0, 30)
const stream = fc.constantFrom('cart-1', 'cart-2', 'order-1', 'lone', 'a*')
const type = fc.constantFrom('Added', 'Removed', 'Paid')
const actor = fc.constantFrom('kim', 'lee', '"', 'ö', undefined)
const event = fc.record({
  stream,
  type,
  actor,
  note: fc.string(),
  stepMs: fc.nat(7_200_000),
  nested: fc.boolean(),
})

const request = fc.record(
  {
    sinceMs: fc.integer({ min: start, max: start + 100_000_000 }),
    untilMs: fc.integer({ min: start, max: start + 100_000_000 }),
    types: fc.array(fc.constantFrom('Added', 'P*', 'None'), { maxLength: 2 }),
    streams: fc.array(fc.constantFrom('cart-*', 'a*', 'lone'), { maxLength: 2 }),
    categories: fc.array(fc.constantFrom('cart', 'order'), { maxLength: 2 }),
    actors: fc.array(fc.constantFrom('kim', '"'), { maxLength: 2 }),
  },
  { requiredKeys: [] },
)

function isCounted(one: RecordedEvent, asked: Omit<StatsRequest, 'range'>): boolean {
  const { sinceMs = 0, untilMs = Number.POSITIVE_INFINITY, types, streams, categories, actors } = asked
  const by = metaText(one, 'actor')
  return (
    one.timeMs >= sinceMs &&
    one.timeMs <= untilMs &&
    (types === undefined || globPattern(types).test(one.type)) &&
    (streams === undefined || streams.includes(one.stream) || globPattern(streams).test(one.stream)) &&
    (categories?.includes(categoryOf(one.stream)) ?? true) &&
    (actors === undefined || (by !== undefined && actors.includes(by)))
  )
}

function grouped<Name>(events: readonly RecordedEvent[], nameOf: (event: RecordedEvent) => Name) {
  const groups = new Map<Name, RecordedEvent[]>()
  for (const one of events) groups.set(nameOf(one), [...(groups.get(nameOf(one)) ?? []), one])
  return groups
}

function counted(events: readonly RecordedEvent[], nameOf: (event: RecordedEvent) => unknown): unknown[] {
  const groups = grouped(events, nameOf)
  const rows = Array.from(groups, ([name, group]) => ({
    name,
    events: group.length,
    sizeBytes: group.reduce((sum, one) => sum + Buffer.byteLength(one.json + one.metaJson), 0),
    firstMs: group[0]?.timeMs,
    lastMs: group.at(-1)?.timeMs,
  }))
  return rows.sort((a, b) => b.events - a.events)
}

/** Rows of equal counts may come in any order. */
function settled(rows: Iterable<unknown>): unknown {
  return Array.from(rows, (row) => JSON.stringify(row)).sort()
}

test('stats are a loop over the events', () => {
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 300 }),
      request,
      fc.nat(300),
      fc.nat(300),
      (happenings, asked, a, b) => {
        const store = temporaryStore()
        let timeMs = start
        const events = happenings.map(({ stepMs, note, actor: by, nested, ...rest }) => {
          timeMs += stepMs
          const meta = {
            ...(nested ? { actors: { actor: 'eve' } } : {}),
            ...(by === undefined ? {} : { actor: by }),
          }
          return { ...rest, data: note, meta, timeMs }
        })
        if (events.length > 0) store.log.append({ events })
        const range = { from: Math.min(a, b, events.length), to: Math.min(Math.max(a, b), events.length) }

        const stats = statsOf(store.log, { range, ...asked })

        const expected = [...store.log.read({ after: range.from, upTo: range.to })].filter((one) =>
          isCounted(one, asked),
        )
        const all = Number.POSITIVE_INFINITY
        expect(stats.total.events).toBe(expected.length)
        expect(settled(stats.types.top(all))).toEqual(settled(counted(expected, (one) => one.type)))
        expect(settled(stats.streams.top(all))).toEqual(settled(counted(expected, (one) => one.stream)))
        expect(settled(stats.categories.top(all))).toEqual(
          settled(counted(expected, ({ stream }) => categoryOf(stream))),
        )
        const actors = Array.from(stats.actors.top(all), ({ types: _, ...tally }) => tally)
        expect(settled(actors)).toEqual(settled(counted(expected, (one) => metaText(one, 'actor'))))
        for (const { name, types } of stats.actors.top(all))
          for (const done of types)
            expect(done.events).toBe(
              expected.filter((one) => metaText(one, 'actor') === name && one.type === done.name).length,
            )
        expect(Array.from(stats.days, ([day, count]) => [dayName(day), count])).toEqual(
          Array.from(
            grouped(expected, (one) => one.time.slice(0, 10)),
            ([day, { length }]) => [day, length],
          ),
        )
        expect(stats.hours.map((count, hour) => [hour, count])).toEqual(
          stats.hours.map((_, hour) => [
            hour,
            expected.filter((one) => new Date(one.timeMs).getUTCHours() === hour).length,
          ]),
        )
        expect(stats.weekdays.map((count, day) => [day, count])).toEqual(
          stats.weekdays.map((_, day) => [
            day,
            expected.filter((one) => (new Date(one.timeMs).getUTCDay() + 6) % 7 === day).length,
          ]),
        )
        expect(stats.largest.sizeBytes).toBe(
          Math.max(0, ...expected.map((one) => Buffer.byteLength(one.json + one.metaJson))),
        )
        void store.close()
      },
    ),
    { numRuns: 40 },
  )
})
