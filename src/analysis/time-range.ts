import type { PositionRange } from '../revision/select-events.ts'
import type { EventLog } from '../store/event.ts'

/** Times that narrow a range of positions; both include, epoch ms. */
export interface TimeBounds {
  readonly sinceMs?: number | undefined
  readonly untilMs?: number | undefined
}

/** The part of a range that was recorded between two times. Recorded time never falls, so it is a range again. */
export function withinTimes(
  log: EventLog,
  { from, to }: PositionRange,
  { sinceMs, untilMs }: TimeBounds,
): PositionRange {
  const first = sinceMs === undefined ? from : Math.max(from, log.positionAt(sinceMs - 1))
  const last = untilMs === undefined ? to : Math.min(to, log.positionAt(untilMs))
  return { from: first, to: Math.max(first, last) }
}
