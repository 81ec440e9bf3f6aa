import type { EventLog, ReadQuery, RecordedEvent } from '../store/event.ts'
import { predicatesOf, streamNames } from './event-predicates.ts'
import type { EventSelection } from './event-selection.ts'
import { isGlob } from './glob.ts'

/** Positions after `from` up to and including `to`. */
export interface PositionRange {
  readonly from: number
  readonly to: number
}

/** Which of the selected events, counted from the newest. */
export interface Share {
  /** Not the newest so many. */
  readonly skip?: number | undefined
  /** At most so many of the others. */
  readonly limit?: number | undefined
}

/**
 * The selected events, newest first, lazily.
 * @param order `oldestFirst`: turned round, after what is skipped and the limit, as git's `--reverse`.
 */
export function selectEvents(
  log: EventLog,
  range: PositionRange,
  selection: EventSelection,
  { skip = 0, limit, oldestFirst }: Share & { oldestFirst: boolean },
): Iterable<RecordedEvent> {
  if (limit === undefined && skip === 0) return matching(log, range, selection, !oldestFirst)
  const newest = shareOf(matching(log, range, selection, true), { skip, limit })
  return oldestFirst ? turned(log, newest) : newest
}

/** How many events are selected. Without filters it reads none. */
export function countEvents(
  log: EventLog,
  range: PositionRange,
  selection: EventSelection,
  share: Share = {},
): number {
  const { skip = 0, limit = Number.POSITIVE_INFINITY } = share
  if (Object.values(selection).every((filter) => filter === undefined))
    return Math.min(limit, Math.max(0, range.to - range.from - skip))
  let count = 0
  for (const _ of shareOf(matching(log, range, selection, true), share)) count++
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

function* shareOf<T>(
  items: Iterable<T>,
  { skip = 0, limit = Number.POSITIVE_INFINITY }: Share,
): Generator<T> {
  if (limit === 0) return
  let toSkip = skip
  let left = limit
  for (const item of items) {
    if (toSkip-- > 0) continue
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
