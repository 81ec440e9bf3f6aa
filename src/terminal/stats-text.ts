import { dayName, week_ms, weekName } from '../analysis/calendar.ts'
import type { ActorTally, NamedTally, Ranking, Stats } from '../analysis/stats.ts'
import type { Tally } from '../analysis/tallies.ts'
import { day_ms } from '../revision/iso-time.ts'
import { isoTime } from '../store/iso-time.ts'
import { alignedLines } from './aligned.ts'
import { bar, sparkline, stretched } from './bars.ts'
import { durationText } from './duration-text.ts'
import type { Terminal } from './terminal.ts'

export const stats_tables = [
  'type',
  'category',
  'actor',
  'stream',
  'hour',
  'weekday',
  'day',
  'week',
  'size',
] as const

export type StatsTable = (typeof stats_tables)[number]

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const bar_width = 24

/** A summary, and the first `limit` rows of each table of names. */
export function* statsText(stats: Stats, limit: number, terminal: Terminal): IterableIterator<string> {
  yield* summary(stats)
  if (stats.total.events === 0) return
  for (const table of ['type', 'category', 'actor', 'stream'] as const) {
    yield ''
    yield* tableText(stats, table, limit, terminal)
  }
  yield ''
  yield* rhythm(stats, terminal)
}

/** One table: of names the first `limit` rows, of times all. */
export function* tableText(
  stats: Stats,
  table: StatsTable,
  limit: number,
  terminal: Terminal,
): IterableIterator<string> {
  if (table === 'type') yield* named(stats, 'type', stats.types, limit, terminal)
  else if (table === 'category') yield* named(stats, 'category', stats.categories, limit, terminal)
  else if (table === 'stream') yield* named(stats, 'stream', stats.streams, limit, terminal)
  else if (table === 'actor') yield* named(stats, 'actor', stats.actors, limit, terminal)
  else yield* timed(table, countsOf(stats, table), terminal)
}

function* summary({
  total,
  types,
  categories,
  actorCount,
  streams,
  largest,
}: Stats): IterableIterator<string> {
  const { events, sizeBytes, firstMs, lastMs } = total
  if (events === 0) return yield 'no events'
  const counts = [
    counted(streams.count, 'stream'),
    counted(categories.count, 'category', 'categories'),
    counted(types.count, 'type'),
    counted(actorCount, 'actor'),
  ]
  yield `${counted(events, 'event')}: ${counts.join(', ')}`
  const pace = events > 1 ? `, one every ${every(total)}` : ''
  yield `${isoTime(firstMs)} to ${isoTime(lastMs)}: ${durationText(lastMs - firstMs)}${pace}`
  const mean = Math.round(sizeBytes / events)
  yield `${sizeBytes} bytes of data and meta, ${mean} an event, ${largest.sizeBytes} at most (at ${largest.position})`
}

function* named(
  { total }: Stats,
  heading: string,
  ranking: Ranking<NamedTally | ActorTally>,
  limit: number,
  terminal: Terminal,
): IterableIterator<string> {
  const { colours, safeLine, isTerminal } = terminal
  const tallies = [...ranking.top(limit)]
  const most = tallies[0]?.events ?? 0
  const isActors = heading === 'actor'
  const rows = tallies.map((tally) => [
    tally.name === undefined ? colours.faint('(none)') : safeLine(tally.name),
    String(tally.events),
    percent(tally.events, total.events),
    String(tally.sizeBytes),
    tally.events > 1 ? every(tally) : '',
    ...('types' in tally ? [mostly(tally, terminal)] : []),
    ...(isTerminal && !isActors ? [colours.good(bar(tally.events, most, bar_width))] : []),
  ])
  const head = [heading, 'events', 'share', 'bytes', 'one every', ...(isActors ? ['mostly'] : [])]
  const sides = ['left', 'right', 'right', 'right', 'right', 'left'] as const
  const [first = '', ...lines] = alignedLines([head, ...rows], sides)
  yield colours.heading(first)
  yield* lines
  const more = ranking.count - tallies.length
  if (more > 0) yield colours.faint(`and ${more} more`)
}

function mostly({ types }: ActorTally, { safeLine }: Terminal): string {
  const shown = types.slice(0, 3).map(({ name, events }) => `${safeLine(name)} ${events}`)
  return types.length > 3 ? `${shown.join(', ')}, …` : shown.join(', ')
}

interface Counted {
  readonly name: string
  readonly events: number
}

function countsOf(
  stats: Stats,
  table: Exclude<StatsTable, 'type' | 'category' | 'actor' | 'stream'>,
): Counted[] {
  switch (table) {
    case 'hour':
      return stats.hours.map((events, hour) => ({ name: String(hour).padStart(2, '0'), events }))
    case 'weekday':
      return stats.weekdays.map((events, day) => ({ name: weekdays[day] as string, events }))
    case 'day':
      return Array.from(stats.days, ([dayMs, events]) => ({ name: dayName(dayMs), events }))
    case 'week':
      return Array.from(stats.weeks, ([weekMs, events]) => ({ name: weekName(weekMs), events }))
    case 'size':
      return stats.sizes.map((events, power) => ({ name: `< ${2 ** power}`, events }))
  }
}

function* timed(
  heading: string,
  counts: readonly Counted[],
  { colours, isTerminal }: Terminal,
): IterableIterator<string> {
  const most = counts.reduce((least, { events }) => Math.max(least, events), 0)
  const rows = counts.map(({ name, events }) => [
    name,
    String(events),
    ...(isTerminal ? [colours.good(bar(events, most, 2 * bar_width))] : []),
  ])
  const [first = '', ...lines] = alignedLines([[heading, 'events'], ...rows], ['left', 'right', 'left'])
  yield colours.heading(first)
  yield* lines
}

/** When things happen: on a terminal a sparkline each, and what was busiest. */
function* rhythm(stats: Stats, terminal: Terminal): IterableIterator<string> {
  const width = Math.max(10, Math.min(60, terminal.columns - 60))
  const lines: [table: 'hour' | 'weekday' | 'day' | 'week', values: number[]][] = [
    ['hour', [...stats.hours]],
    ['weekday', [...stats.weekdays]],
    ['day', stretched(stats.days, day_ms, width)],
    ['week', stretched(stats.weeks, week_ms, width)],
  ]
  const rows = lines.map(([table, values]) => {
    const counts = countsOf(stats, table)
    const busiest = counts.reduce((a, b) => (b.events > a.events ? b : a))
    const span = `${counts[0]?.name} to ${counts.at(-1)?.name}`
    const text = `${span}, most ${busiest.name}: ${busiest.events}`
    const drawn = terminal.isTerminal ? [terminal.colours.good(sparkline(values))] : []
    return [terminal.colours.heading(table), ...drawn, text]
  })
  yield* alignedLines(rows, ['left', 'left', 'left'])
}

function every({ events, firstMs, lastMs }: Tally): string {
  return durationText((lastMs - firstMs) / (events - 1))
}

export function percent(part: number, whole: number): string {
  return `${whole === 0 ? '0.0' : ((100 * part) / whole).toFixed(1)}%`
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
