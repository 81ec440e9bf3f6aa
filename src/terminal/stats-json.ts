import { dayName, weekName } from '../analysis/calendar.ts'
import type { Ranking, Stats } from '../analysis/stats.ts'
import type { Tally } from '../analysis/tallies.ts'
import { isoTime } from '../store/iso-time.ts'
import type { JsonFields } from './json.ts'

/** Everything that was counted. Times are null where there are no events; weekdays begin with Monday. */
export function statsJson(stats: Stats, limit: number): JsonFields {
  const { range, total, largest } = stats
  return {
    range: { from: range.from, to: range.to },
    ...tallyFields(total),
    largest: { position: largest.position, bytes: largest.sizeBytes },
    types: rows('type', stats.types, limit),
    categories: rows('category', stats.categories, limit),
    actors: mapped(stats.actors.top(limit), ({ name, types, ...tally }) => ({
      actor: name ?? null,
      ...tallyFields(tally),
      types: types.map((type) => ({ type: type.name, events: type.events })),
    })),
    streams: rows('stream', stats.streams, limit),
    hours: stats.hours,
    weekdays: stats.weekdays,
    days: mapped(stats.days, ([dayMs, events]) => ({ day: dayName(dayMs), events })),
    weeks: mapped(stats.weeks, ([weekMs, events]) => ({ week: weekName(weekMs), events })),
    sizes: stats.sizes.map((events, power) => ({ belowBytes: 2 ** power, events })),
  }
}

function rows(
  member: string,
  ranking: Ranking<Tally & { readonly name: string }>,
  limit: number,
): Iterable<JsonFields> {
  return mapped(ranking.top(limit), ({ name, ...tally }) => ({ [member]: name, ...tallyFields(tally) }))
}

function tallyFields({ events, sizeBytes, firstMs, lastMs }: Tally): JsonFields {
  const timeOf = (timeMs: number) => (events === 0 ? null : isoTime(timeMs))
  return { events, bytes: sizeBytes, first: timeOf(firstMs), last: timeOf(lastMs) }
}

function* mapped<From, To>(items: Iterable<From>, change: (item: From) => To): Generator<To> {
  for (const item of items) yield change(item)
}
