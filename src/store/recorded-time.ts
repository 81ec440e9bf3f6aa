import { TimeInvalidError } from '../errors.ts'
import type { Ambient } from './event.ts'

const first_ms = -62_167_219_200_000
const last_ms = 253_402_300_799_999

/** Whole milliseconds of the years 0000 to 9999, which print as ISO 8601 with four digits and three. */
export function isRecordable(timeMs: number): boolean {
  return Number.isInteger(timeMs) && timeMs >= first_ms && timeMs <= last_ms
}

/** What the clock says now, for what is to be recorded. @throws {TimeInvalidError} it could not be read again. */
export function clockMs(ambient: Ambient): number {
  const nowMs = ambient.nowMs()
  if (isRecordable(nowMs)) return nowMs
  throw new TimeInvalidError(
    `the clock says '${nowMs}', which is no time in whole milliseconds of the years 0 to 9999`,
  )
}
