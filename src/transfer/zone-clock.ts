import { UsageError } from '../errors.ts'
import { day_ms } from '../revision/iso-time.ts'

/** No zone has changed its offset off a quarter of an hour, UTC, since there are time zones. */
const step_ms = 15 * 60_000

/**
 * From what clocks in a zone show, as if it were UTC, to UTC; both epoch milliseconds.
 *
 * A local time that the clocks skipped is moved on by what they skipped; one that they showed twice is the first of the
 * two (RFC 5545, and `compatible` in ECMAScript's Temporal).
 * @param timeZone an IANA name.
 * @throws {UsageError} the zone is unknown.
 */
export function zoneClock(timeZone: string): (localMs: number) => number {
  const format = zoneFormat(timeZone)
  const known = new Map<number, number>()
  const offsetAt = (utcMs: number) => {
    const step = Math.floor(utcMs / step_ms)
    const before = known.get(step)
    if (before !== undefined) return before
    if (known.size > 10_000) known.clear()
    const offset = localOf(format, step * step_ms) - step * step_ms
    known.set(step, offset)
    return offset
  }
  return (localMs) => {
    const before = offsetAt(localMs - day_ms)
    const first = localMs - before
    if (offsetAt(first) === before) return first
    const second = localMs - offsetAt(localMs + day_ms)
    return offsetAt(second) === localMs - second ? second : first
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
