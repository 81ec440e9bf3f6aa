import { JsonInvalidError, LineInvalidError } from '../errors.ts'
import type { Ambient, NewEvent } from '../store/event.ts'
import { isoTime } from '../store/iso-time.ts'
import type { KeptTime } from './import-options.ts'
import type { ImportRow } from './import-row.ts'
import { isBefore, type Moment, momentText, unsure_time_hint } from './import-time.ts'
import type { TimeOrder } from './time-order.ts'

/** How far the file's clock may be ahead of ours. */
const ahead_ms = 60_000

/** What must hold of the times of rows in the order in which they are appended. */
export class TimeRules {
  readonly #ambient: Ambient
  readonly #keepTimeAs: KeptTime | undefined
  /** Undefined for rows that are sorted and settled. */
  readonly #order: TimeOrder | undefined

  constructor(ambient: Ambient, options: { keepTimeAs: KeptTime | undefined; order: TimeOrder | undefined }) {
    this.#ambient = ambient
    this.#keepTimeAs = options.keepTimeAs
    this.#order = options.order
  }

  /** The row as it is to be appended. @throws {LineInvalidError} its time goes back, or is in the future. */
  admit(read: ImportRow): ImportRow {
    const last = this.#order?.last
    const row = this.#order?.settle(read) ?? read
    const { time } = row
    if (this.#keepTimeAs !== undefined)
      return time === undefined ? row : { ...row, event: keepTime(row, time.ms, this.#keepTimeAs) }
    // The store's clock will be read for such a row, so nothing older may follow.
    if (time === undefined) this.#order?.passed(this.#ambient.nowMs())
    else this.#check(row, time, last ?? time)
    return row
  }

  #check(row: ImportRow, time: Moment, last: Moment): void {
    if (isBefore(time, last))
      throw new LineInvalidError(
        row,
        `time goes back from ${momentText(last)} to ${momentText(time)}`,
        this.#order?.firstUnsure === undefined
          ? '--sort orders the whole file by time before anything is written'
          : unsure_time_hint,
      )
    if (time.ms > this.#ambient.nowMs() + ahead_ms)
      throw new LineInvalidError(row, `time ${isoTime(time.ms)} is in the future`)
  }
}

/** The event without its time, which becomes a member of its data or meta. A member of that name is a duplicate key. */
function keepTime(row: ImportRow, timeMs: number, { part, name }: KeptTime): NewEvent {
  const { json = 'null', metaJson = '{}', ...rest } = row.event
  const member = `${JSON.stringify(name)}:${JSON.stringify(isoTime(timeMs))}`
  const event = { ...rest, timeMs: undefined }
  try {
    if (part === 'meta') return { ...event, json, metaJson: withMember(metaJson, member) }
    return { ...event, json: withMember(json, member), metaJson }
  } catch (error) {
    throw new LineInvalidError(row, `${part} cannot keep the time: ${(error as Error).message}`)
  }
}

function withMember(objectText: string, member: string): string {
  if (!objectText.startsWith('{') || !objectText.endsWith('}'))
    throw new JsonInvalidError('it is not an object', { path: '' })
  const inside = objectText.slice(1, -1)
  return inside.trim() === '' ? `{${member}}` : `{${inside},${member}}`
}
