import type { RecordedEvent } from '../store/event.ts'
import { type JsonFields, rawJson } from './json.ts'

/** An event's members in the order of the contract; `data` and `meta` are the stored texts. */
export function eventFields(event: RecordedEvent, branch: string): JsonFields {
  return {
    position: event.position,
    branch,
    stream: event.stream,
    version: event.version,
    type: event.type,
    id: event.id,
    time: event.time,
    data: rawJson(event.json),
    meta: rawJson(event.metaJson),
    hash: event.hash,
    salt: event.salt,
  }
}
