import { TimeInvalidError } from '../errors.ts'
import { day_ms, matchIsoTime, parseIsoTime } from './iso-time.ts'
import { type ReadTime, timeOfWords } from './time-words.ts'

const example = "write it like 2026-01-31, 2026-01-31T10:00+01:00, '2 hours ago' or 'yesterday'"

/**
 * Reads a time that a person typed: ISO 8601 first, then English words relative to `nowMs`, in UTC.
 *
 * @throws {TimeInvalidError} it is neither, or words that mean the future.
 */
export function readTime(text: string, nowMs: number): ReadTime {
  const trimmed = text.trim()
  const exact = parseIsoTime(trimmed)
  if (exact !== undefined) return exact
  const begun = matchIsoTime(trimmed)
  if (begun !== undefined && begun.time === undefined)
    throw new TimeInvalidError(`'${text}' names a moment that does not exist`, { hint: example })
  const time = timeOfWords(trimmed, nowMs)
  if (time === undefined) throw new TimeInvalidError(`'${text}' is not a time`, { hint: example })
  if (time.ms > nowMs) throw new TimeInvalidError(`'${text}' is in the future`)
  return time
}

/** The last millisecond that a time covers: itself, or the end of its day. */
export function lastMsOf(time: ReadTime): number {
  return time.dayOnly ? time.ms + day_ms - 1 : time.ms
}

/** The bound of `--since D`: D itself, a bare day from its beginning; inclusive. @throws {TimeInvalidError} */
export function parseSince(text: string, nowMs: number): number {
  return readTime(text, nowMs).ms
}

/** The bound of `--until D`: D itself, a bare day to its end; inclusive. @throws {TimeInvalidError} */
export function parseUntil(text: string, nowMs: number): number {
  return lastMsOf(readTime(text, nowMs))
}
