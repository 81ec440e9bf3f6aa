/** A moment, or a whole day, as ISO 8601 names it. */
export interface IsoTime {
  /** Epoch milliseconds; of a bare day its first. */
  readonly ms: number
  /** The digits finer than a millisecond, without zeros at their end: texts in the order of the moments in that millisecond. */
  readonly finer: string
  /** True when only a day was given. */
  readonly dayOnly: boolean
  /** True when `Z` or an offset was given; without one the time is read as UTC. */
  readonly zoned: boolean
}

export interface IsoTimeMatch {
  /** How many characters at the beginning have the shape of a time. */
  readonly length: number
  /** Undefined when they have the shape but name no moment: 30 February, 25 o'clock. */
  readonly time: IsoTime | undefined
}

export const day_ms = 86_400_000

const shape =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(?:([Zz])|([+-])(\d{2})(?::?(\d{2}))?)?)?/

/**
 * Reads a time of the profile `2026-01-31[T10:00[:00[.000]][Z|±hh[:mm]]]` (RFC 3339, where seconds and offset may be
 * left out and a space may stand for the `T`). Days are real calendar days; digits finer than milliseconds are cut.
 *
 * @returns undefined for anything else, and for times outside the years 0000 to 9999.
 */
export function parseIsoTime(text: string): IsoTime | undefined {
  const match = matchIsoTime(text)
  return match?.length === text.length ? match.time : undefined
}

/** The time that a text begins with; undefined when it does not begin with the shape of one. */
export function matchIsoTime(text: string): IsoTimeMatch | undefined {
  const match = shape.exec(text)
  return match === null ? undefined : { length: match[0].length, time: timeOf(match) }
}

function timeOf(match: RegExpExecArray): IsoTime | undefined {
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zulu, sign] = match
  const ms = fraction.slice(0, 3).padEnd(3, '0')
  const text = `${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`
  const wallMs = Date.parse(text)
  // Date.parse takes 30 February for 2 March, and 24:00 for the next day: only what prints as itself is real.
  if (Number.isNaN(wallMs) || new Date(wallMs).toISOString() !== text) return undefined
  const offsetMs = offsetOf(match)
  if (offsetMs === undefined) return undefined
  const timeMs = wallMs - offsetMs
  if (new Date(timeMs).toISOString().length !== text.length) return undefined
  const finer = fraction.length > 3 ? fraction.slice(3).replace(/0+$/, '') : ''
  return {
    ms: timeMs,
    finer,
    dayOnly: match[4] === undefined,
    zoned: zulu !== undefined || sign !== undefined,
  }
}

function offsetOf(match: RegExpExecArray): number | undefined {
  const [sign, hours, minutes] = [match[9], Number(match[10] ?? 0), Number(match[11] ?? 0)]
  if (hours > 23 || minutes > 59) return undefined
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000
}
