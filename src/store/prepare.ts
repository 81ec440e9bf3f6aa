import { EventInvalidError } from '../errors.ts'
import { digestOf } from './chain.ts'
import type { Ambient, AppendRequest, NewEvent } from './event.ts'
import { type ExactText, exactJson, exactText } from './exact-json.ts'
import { prepareMeta } from './prepared-meta.ts'
import { isRecordable } from './recorded-time.ts'

export const max_batch_events = 65_536
export const max_batch_bytes = 64 * 1024 * 1024
export const max_event_bytes = 16 * 1024 * 1024
/** A text longer than this is refused unread: no white space makes a large event of a small one. */
const max_text_length = 2 * max_event_bytes
export const max_name_bytes = 512
export const max_id_bytes = 256

/** A new event that has passed every check that needs no log: its texts are what will be stored. */
export interface PreparedEvent {
  readonly stream: string
  readonly type: string
  /** The data's text, and whether a double holds every number in it. */
  readonly json: string
  readonly jsonExact: boolean
  /** Hex SHA-256 of the salt and the data, as the chain takes it: made before the lock is held. */
  readonly jsonDigest: string
  readonly metaJson: string
  readonly metaExact: boolean
  readonly metaDigest: string
  readonly id: string | undefined
  readonly timeMs: number | undefined
  /** 32 hex digits, or '' when the event is not erasable. */
  readonly salt: string
  /** Bytes of data and meta in UTF-8. */
  readonly sizeBytes: number
}

/**
 * Checks a batch before any transaction begins.
 * @throws {EventInvalidError} or {@link JsonInvalidError}, naming the event by its place in the batch when it has several.
 */
export function prepareBatch(request: AppendRequest, ambient: Ambient): PreparedEvent[] {
  const { events } = request
  if (events.length === 0) throw new EventInvalidError('an append needs at least one event')
  if (events.length > max_batch_events)
    throw new EventInvalidError(`a batch of ${events.length} events is over the limit of ${max_batch_events}`)
  let sizeBytes = 0
  const prepared: PreparedEvent[] = new Array(events.length)
  for (let index = 0; index < events.length; index++) {
    const event = prepareEvent(events[index] as NewEvent, ambient)
    sizeBytes += event.sizeBytes
    if (sizeBytes > max_batch_bytes)
      throw new EventInvalidError(`a batch of more than ${max_batch_bytes} bytes is over the limit`)
    prepared[index] = event
  }
  return prepared
}

/** @throws {EventInvalidError} {@link JsonInvalidError} */
export function prepareEvent(event: NewEvent, ambient: Ambient): PreparedEvent {
  checkName('stream', event.stream, max_name_bytes)
  checkName('type', event.type, max_name_bytes)
  if (event.id !== undefined) checkId(event.id)
  if (event.timeMs !== undefined) checkTime(event.timeMs)
  checkLength(event.json)
  checkLength(event.metaJson)
  const data = event.json === undefined ? textOf(event.data ?? null, event) : exactText(event.json)
  const meta = prepareMeta(event)
  const sizeBytes = Buffer.byteLength(data.text) + meta.sizeBytes
  if (sizeBytes > max_event_bytes)
    throw new EventInvalidError(`an event of ${sizeBytes} bytes is over the limit of ${max_event_bytes}`)
  const salt = saltOf(event, ambient)
  return {
    stream: event.stream,
    type: event.type,
    json: data.text,
    jsonExact: data.exact,
    jsonDigest: digestOf(data.text, salt),
    metaJson: meta.text,
    metaExact: meta.exact,
    metaDigest: meta.digest,
    id: event.id,
    timeMs: event.timeMs,
    salt,
    sizeBytes,
  }
}

function checkLength(text: string | undefined): void {
  if (text !== undefined && text.length > max_text_length)
    throw new EventInvalidError(
      `a text of ${text.length} characters is over the limit of ${max_event_bytes} bytes`,
    )
}

function textOf(value: unknown, event: NewEvent): ExactText {
  if (value === null && event.data === undefined && 'data' in event)
    throw new EventInvalidError(`undefined at '' cannot be kept as JSON`)
  return { text: exactJson(value), exact: true }
}

function saltOf(event: NewEvent, ambient: Ambient): string {
  if (event.salt !== undefined) {
    if (!/^[0-9a-f]{32}$/.test(event.salt)) throw new EventInvalidError('a salt must be 32 hex digits')
    return event.salt
  }
  return event.erasable ? ambient.newSalt() : ''
}

/** @throws {EventInvalidError} */
export function checkId(id: string): void {
  checkName('id', id, max_id_bytes)
}

function checkName(what: string, name: string, maxBytes: number): void {
  if (typeof name !== 'string' || name.length === 0) throw new EventInvalidError(`the ${what} is empty`)
  if (!name.isWellFormed())
    throw new EventInvalidError(`the ${what} is not well-formed Unicode: a lone surrogate`)
  // A UTF-16 unit is 1 to 3 bytes, so most names need no count.
  if (name.length * 3 > maxBytes && Buffer.byteLength(name) > maxBytes)
    throw new EventInvalidError(
      `the ${what} is ${Buffer.byteLength(name)} bytes long, over the limit of ${maxBytes}`,
    )
}

function checkTime(timeMs: number): void {
  if (!isRecordable(timeMs))
    throw new EventInvalidError(`'${timeMs}' is not a time in whole milliseconds of the years 0 to 9999`)
}
