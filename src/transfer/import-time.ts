import { TimeInvalidError } from '../errors.ts'
import { parseIsoTime } from '../revision/iso-time.ts'
import { zoneClock } from './zone-clock.ts'

/** Reads the times of one file: ISO 8601, with `T` or a space, to epoch milliseconds. */
export type TimeReader = (text: string) => number

/**
 * A reader for times with an offset, and for those without one in the given zone. Finer digits than milliseconds are
 * cut. A day alone is its first moment.
 * @param timeZone an IANA name; UTC when undefined.
 * @throws {UsageError} the zone is unknown. The reader throws {@link TimeInvalidError}.
 */
export function timeReader(timeZone: string | undefined): TimeReader {
  const toUtc = timeZone === undefined ? (localMs: number) => localMs : zoneClock(timeZone)
  // Rows come in order, so in the form that exports have most share their minute with the row before.
  let minute: string | undefined
  let minuteMs = 0
  return (text) => {
    const restMs = secondsMs(text)
    if (restMs >= 0 && minute !== undefined && text.startsWith(minute)) return minuteMs + restMs
    const time = parseIsoTime(text)
    if (time === undefined) throw new TimeInvalidError(`'${text}' is not an ISO 8601 time`)
    if (restMs >= 0) {
      minute = text.slice(0, 17)
      minuteMs = time.ms - restMs
    }
    return time.zoned ? time.ms : toUtc(time.ms)
  }
}

const frame = /^.{10}T.{5}:[0-5]\d\.\d{3}Z$/

/** The milliseconds of `SS.mmm` in `YYYY-MM-DDTHH:MM:SS.mmmZ`; -1 when the text has another form. */
function secondsMs(text: string): number {
  if (text.length !== 24 || !frame.test(text)) return -1
  return Number(text.slice(17, 19)) * 1000 + Number(text.slice(20, 23))
}
