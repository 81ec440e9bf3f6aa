import { UsageError } from '../errors.ts'
import { day_ms } from '../revision/iso-time.ts'

/** What a time on the clocks of a zone means, in epoch milliseconds. */
export interface LocalTime {
  /** The moment; of two the first. */
  readonly ms: number
  /** The second moment, when the clocks were put back and showed this time twice. */
  readonly laterMs: number | undefined
  /** The clocks were put forward over this time, and never showed it; `ms` is as far behind the change as it is. */
  readonly skipped: boolean
}

/** Offsets are remembered for a quarter of an hour, in which nearly all zones keep theirs. */
const step_ms = 15 * 60_000

/** Before there were time zones. `Date.UTC` takes the years before 100 for others. */
const earliest_ms = Date.UTC(100, 0, 2)

/**
 * From what clocks in a zone show, as if it were UTC, to UTC.
 *
 * A local time that the clocks skipped is moved on by what they skipped; one that they showed twice is the first of the
 * two, unless the caller knows better (RFC 5545, and `compatible` in ECMAScript's Temporal).
 * @param timeZone an IANA name.
 * @throws {UsageError} the zone is unknown.
 */
export function zoneClock(timeZone: string): (localMs: number) => LocalTime {
  const offsetAt = offsets(zoneFormat(timeZone))
  return (localMs) => {
    const before = offsetAt(localMs - day_ms)
    const after = offsetAt(localMs + day_ms)
    const first = localMs - before
    const isFirst = offsetAt(first) === before
    if (before === after) return { ms: first, laterMs: undefined, skipped: false }
    const second = localMs - after
    const isSecond = offsetAt(second) === after
    if (isFirst) return { ms: first, laterMs: isSecond ? second : undefined, skipped: false }
    return { ms: isSecond ? second : first, laterMs: undefined, skipped: !isSecond }
  }
}

/** By how many milliseconds the clocks are ahead of UTC at a moment. */
function offsets(format: Intl.DateTimeFormat): (utcMs: number) => number {
  const known = new Map<number, number>()
  const atStep = (step: number) => {
    const before = known.get(step)
    if (before !== undefined) return before
    if (known.size > 10_000) known.clear()
    const offset = localOf(format, step * step_ms) - step * step_ms
    known.set(step, offset)
    return offset
  }
  return (moment) => {
    const utcMs = Math.max(moment, earliest_ms)
    const step = Math.floor(utcMs / step_ms)
    const offset = atStep(step)
    if (offset === atStep(step + 1)) return offset
    // Zones left their mean solar times at moments that are no whole quarters.
    const second = Math.floor(utcMs / 1000) * 1000
    return localOf(format, second) - second
  }
}

function zoneFormat(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch {
    throw new UsageError(`unknown time zone '${timeZone}'`, {
      hint: "give an IANA name such as 'Europe/Amsterdam'",
    })
  }
}

/** What clocks in the zone show at a moment, as if it were UTC. */
function localOf(format: Intl.DateTimeFormat, utcMs: number): number {
  const shown: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(utcMs)) shown[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown
  return Date.UTC(year, month - 1, day, hour, minute, second)
}
