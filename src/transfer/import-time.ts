import { TimeInvalidError } from '../errors.ts'
import { parseIsoTime } from '../revision/iso-time.ts'
import { isoTime } from '../store/iso-time.ts'
import { epochReason, epochTime } from './epoch-time.ts'
import { zoneClock } from './zone-clock.ts'

/** A moment in a file, with all the digits that the file gives. */
export interface Moment {
  /** Epoch milliseconds, finer digits cut. */
  readonly ms: number
  /** The finer digits, without zeros at their end. */
  readonly finer: string
}

/** A time of a file. */
export interface FileTime extends Moment {
  /** The moment that it may also mean, when the clocks of the zone showed it twice. */
  readonly laterMs?: number | undefined
  /** The clocks of the zone never showed it, and `ms` is as far behind their change as it is. */
  readonly skipped?: boolean
}

/** Reads the times of one file: ISO 8601, with `T` or a space. */
export type TimeReader = (text: string) => FileTime

/**
 * A reader for times with an offset, and for those without one in the given zone. A day alone is its first moment.
 * @param timeZone an IANA name; UTC when undefined.
 * @throws {UsageError} the zone is unknown. The reader throws {@link TimeInvalidError}.
 */
export function timeReader(timeZone: string | undefined): TimeReader {
  const toUtc = timeZone === undefined ? undefined : zoneClock(timeZone)
  // Rows come in order, so in the form that exports have most share their minute with the row before.
  let minute: string | undefined
  let minuteMs = 0
  return (text) => {
    const restMs = secondsMs(text)
    if (restMs >= 0 && minute !== undefined && text.startsWith(minute))
      return { ms: minuteMs + restMs, finer: '' }
    const time = parseIsoTime(text)
    if (time === undefined) throw notIso(text)
    if (restMs >= 0) {
      minute = text.slice(0, 17)
      minuteMs = time.ms - restMs
    }
    const { ms, finer } = time
    if (time.zoned || toUtc === undefined) return { ms, finer }
    return time.dayOnly ? { ms: toUtc(ms).ms, finer } : { ...toUtc(ms), finer }
  }
}

function notIso(text: string): TimeInvalidError {
  const epoch = epochTime(text)
  return new TimeInvalidError(
    epoch === undefined ? `'${text}' is not an ISO 8601 time` : epochReason(text, epoch),
  )
}

const frame = /^.{10}T.{5}:[0-5]\d\.\d{3}Z$/

/** The milliseconds of `SS.mmm` in `YYYY-MM-DDTHH:MM:SS.mmmZ`; -1 when the text has another form. */
function secondsMs(text: string): number {
  if (text.length !== 24 || !frame.test(text)) return -1
  return Number(text.slice(17, 19)) * 1000 + Number(text.slice(20, 23))
}

/** Whether one moment is before another by any digit. */
export function isBefore(a: Moment, b: Moment): boolean {
  return a.ms < b.ms || (a.ms === b.ms && a.finer < b.finer)
}

/** ISO 8601 with every digit, in UTC. */
export function momentText({ ms, finer }: Moment): string {
  const text = isoTime(ms)
  return finer === '' ? text : `${text.slice(0, -1)}${finer}Z`
}

/** The way out where the order of a file does not tell which moment a local time means. */
export const unsure_time_hint = 'write such times in UTC, with Z, or with their offset'
