import { predicatesOf } from '../revision/event-predicates.ts'
import type { EventSelection } from '../revision/event-selection.ts'
import { queryOf } from '../revision/select-events.ts'
import type { EventLog, RecordedEvent } from '../store/event.ts'
import type { Work } from './work.ts'

/** Positions looked through in one step: some milliseconds where each event's text is read. */
const step_positions = 4096

export type Direction = 'before' | 'after'

/** A stretch that was looked through, and the selected positions in it, ascending. */
export interface Stretch {
  /** Positions after this one … */
  readonly after: number
  /** … up to and including this one. */
  readonly upTo: number
  readonly positions: readonly number[]
}

/**
 * Looks through the log from a position on, stretch by stretch, for the events that a selection names. A stretch
 * may be empty; the last one ends at the first event, or at the tip.
 * @param from not looked at itself
 * @param most so many positions of a stretch at the most; the rest of the stretch is left for the next
 */
export function* stretches(
  log: EventLog,
  selection: EventSelection,
  { from, direction, most }: { from: number; direction: Direction; most: number },
): IterableIterator<Stretch> {
  const tip = log.tip.position
  const predicates = predicatesOf(selection)
  const query = queryOf(selection)
  const fits = (event: RecordedEvent) => predicates.every((holds) => holds(event))
  let [after, upTo] = direction === 'after' ? [from, from] : [from - 1, from - 1]
  while (direction === 'after' ? upTo < tip : after > 0) {
    if (direction === 'after') [after, upTo] = [upTo, Math.min(tip, upTo + step_positions)]
    else [after, upTo] = [Math.max(0, after - step_positions), after]
    const positions: number[] = []
    for (const event of log.read({ ...query, after, upTo, reverse: direction === 'before' })) {
      if (!fits(event)) continue
      positions.push(event.position)
      if (positions.length < most) continue
      if (direction === 'after') upTo = event.position
      else after = event.position - 1
      break
    }
    yield { after, upTo, positions: direction === 'after' ? positions : positions.reverse() }
  }
}

/** The nearest selected event before or after a position; undefined when there is none. */
export function* findEvent(
  log: EventLog,
  selection: EventSelection,
  from: number,
  direction: Direction,
): Work<number | undefined> {
  const total = direction === 'after' ? log.tip.position - from : from
  for (const { after, upTo, positions } of stretches(log, selection, { from, direction, most: 1 })) {
    if (positions.length > 0) return positions[0]
    yield { done: direction === 'after' ? upTo - from : from - after, total }
  }
  return undefined
}
