import type { EventLog, ReadQuery, RecordedEvent } from '../store/event.ts'
import { predicatesOf, streamNames } from './event-predicates.ts'
import type { EventSelection } from './event-selection.ts'
import { isGlob } from './glob.ts'

/** Positions after `from` up to and including `to`. */
export interface PositionRange {
  readonly from: number
  readonly to: number
}

/**
 * The selected events, newest first, lazily.
 * @param order `limit`: only the newest so many. `oldestFirst`: turned round, after the limit, as git's `--reverse`.
 */
export function selectEvents(
  log: EventLog,
  range: PositionRange,
  selection: EventSelection,
  { limit, oldestFirst }: { limit?: number | undefined; oldestFirst: boolean },
): Iterable<RecordedEvent> {
  if (limit === undefined) return matching(log, range, selection, !oldestFirst)
  const newest = firstOf(matching(log, range, selection, true), limit)
  return oldestFirst ? turned(log, newest) : newest
}

/** How many events are selected, at most `limit`. Without filters it reads none. */
export function countEvents(
  log: EventLog,
  range: PositionRange,
  selection: EventSelection,
  limit?: number,
): number {
  const most = limit ?? Number.POSITIVE_INFINITY
  if (Object.values(selection).every((filter) => filter === undefined))
    return Math.min(most, Math.max(0, range.to - range.from))
  let count = 0
  for (const _ of firstOf(matching(log, range, selection, true), most)) count++
  return count
}

function* matching(
  log: EventLog,
  { from, to }: PositionRange,
  selection: EventSelection,
  reverse: boolean,
): Generator<RecordedEvent> {
  if (from >= to) return
  const predicates = predicatesOf(selection)
  const query: ReadQuery = { after: from, upTo: to, reverse, ...queryOf(selection) }
  for (const event of log.read(query)) if (predicates.every((holds) => holds(event))) yield event
}

function* firstOf<T>(items: Iterable<T>, limit: number): Generator<T> {
  if (limit === 0) return
  let left = limit
  for (const item of items) {
    yield item
    if (--left === 0) return
  }
}

/** Keeps positions and not events, which may be large. */
function* turned(log: EventLog, events: Iterable<RecordedEvent>): Generator<RecordedEvent> {
  const positions: number[] = []
  for (const { position } of events) positions.push(position)
  for (const position of positions.reverse()) {
    const event = log.at(position)
    if (event !== undefined) yield event
  }
}

/** The part of a selection that the log's indexes answer. */
export function queryOf(selection: EventSelection): ReadQuery {
  const { categories, types, sinceMs, untilMs } = selection
  const streams = streamNames(selection)
  return {
    ...(streams !== undefined &&
      !streams.some(({ glob }) => glob) && { streams: streams.map(({ name }) => name) }),
    ...(types !== undefined && !types.some(isGlob) && { types }),
    ...(categories !== undefined && { categories }),
    ...(sinceMs !== undefined && { sinceMs }),
    ...(untilMs !== undefined && { untilMs }),
  }
}
