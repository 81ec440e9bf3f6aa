/** A number that counts from 1970, as people give it in the place of a time. */
export interface EpochTime {
  readonly unit: 'seconds' | 'milliseconds' | 'microseconds' | 'nanoseconds'
  /** The time that it would be, ISO 8601. */
  readonly time: string
}

const units = [
  { unit: 'seconds', below: 1e11, toMs: (count: number) => count * 1000 },
  { unit: 'milliseconds', below: 1e14, toMs: (count: number) => count },
  { unit: 'microseconds', below: 1e17, toMs: (count: number) => count / 1000 },
  { unit: 'nanoseconds', below: 1e20, toMs: (count: number) => count / 1e6 },
] as const

/** The unit that a number looks like, by its size: seconds up to the year 5138. Undefined for what is no such number. */
export function epochTime(text: string): EpochTime | undefined {
  if (!/^-?\d{1,20}(\.\d+)?$/.test(text) || isDay(text)) return undefined
  const count = Number(text)
  const found = units.find(({ below }) => Math.abs(count) < below)
  if (found === undefined) return undefined
  return { unit: found.unit, time: new Date(Math.floor(found.toMs(count))).toISOString() }
}

/** `20250131`, the basic form of ISO 8601. */
function isDay(text: string): boolean {
  return /^(19|20)\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])$/.test(text)
}

/** How an error names such a number. */
export function epochReason(text: string, { unit, time }: EpochTime): string {
  return `'${text}' is not an ISO 8601 time: it looks like ${unit} since 1970, ${time}`
}

/** jq filters from each unit to whole milliseconds. */
const wholeMs = {
  seconds: '. * 1000 | round',
  milliseconds: 'floor',
  microseconds: '. / 1000 | floor',
  nanoseconds: '. / 1000000 | floor',
} as const

/** Miller's way for a column of a CSV file. */
export function millerCommand(column: string, { unit }: EpochTime): string {
  const flag = { seconds: '', milliseconds: '--millis ', microseconds: '--micros ', nanoseconds: '--nanos ' }[
    unit
  ]
  return `mlr --csv sec2gmt -3 ${flag}${/^[\w.-]+$/.test(column) ? column : `'${column}'`}`
}

/** A jq filter that writes the member `time` of each line as ISO 8601. @param token the number, or a string of it */
export function jqTimeFilter(token: string, { unit }: EpochTime): string {
  const isText = token.startsWith('"') ? 'tonumber | ' : ''
  if (unit === 'seconds' && !token.includes('.')) return `.time |= (${isText}todate)`
  const ms = `${isText}${wholeMs[unit]}`
  return `.time |= (${ms} | (. / 1000 | floor | todate[:19]) + "." + (. % 1000 + 1000 | tostring[1:]) + "Z")`
}
