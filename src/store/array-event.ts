import { chainedName, chainHash, digestOf } from './chain.ts'
import {
  type AppendedEvent,
  categoryOf,
  type EventJson,
  type ReadQuery,
  type RecordedEvent,
} from './event.ts'
import { exactValue } from './exact-value.ts'
import type { PreparedEvent } from './prepare.ts'
import { eventJson, inspected, inspectedEvent } from './printed-event.ts'

/** Whether an event passes the filters of a query; its range of positions is not looked at. */
export function isWanted(event: RecordedEvent, query: ReadQuery): boolean {
  return (
    (query.streams?.includes(event.stream) ?? true) &&
    (query.categories?.includes(categoryOf(event.stream)) ?? true) &&
    (query.types?.includes(event.type) ?? true) &&
    event.timeMs >= (query.sinceMs ?? Number.NEGATIVE_INFINITY) &&
    event.timeMs <= (query.untilMs ?? Number.POSITIVE_INFINITY)
  )
}

export function receiptOf(event: RecordedEvent, duplicate: boolean): AppendedEvent {
  const { position, stream, version, type, id, timeMs, hash } = event
  return { position, stream, version, type, id, timeMs, hash, duplicate }
}

/** An event in memory, with all that a log says of it. */
export class ArrayEvent implements RecordedEvent {
  readonly position: number
  readonly stream: string
  readonly version: number
  readonly type: string
  readonly id: string
  readonly timeMs: number
  readonly time: string
  readonly json: string
  readonly metaJson: string
  readonly salt: string | undefined
  readonly hash: string
  readonly #branch: string

  constructor(from: {
    branch: string
    position: number
    version: number
    id: string
    timeMs: number
    previousHash: string
    event: PreparedEvent
  }) {
    const { event } = from
    this.#branch = from.branch
    this.position = from.position
    this.stream = event.stream
    this.version = from.version
    this.type = event.type
    this.id = from.id
    this.timeMs = from.timeMs
    this.time = new Date(from.timeMs).toISOString()
    this.json = event.json
    this.metaJson = event.metaJson
    this.salt = event.salt === '' ? undefined : event.salt
    const header = {
      position: this.position,
      chainedStream: chainedName(this.stream),
      version: this.version,
      chainedType: chainedName(this.type),
      quotedId: JSON.stringify(this.id),
      time: this.time,
    }
    this.hash = chainHash(from.previousHash, header, digestOf(this.json, this.salt), digestOf(this.metaJson))
  }

  get data(): unknown {
    return exactValue(this.json, this.position)
  }

  get meta(): Readonly<Record<string, unknown>> {
    return exactValue(this.metaJson, this.position) as Record<string, unknown>
  }

  toJSON(): EventJson {
    return eventJson(this, this.#branch)
  }

  [inspected](): object {
    return inspectedEvent(this, this.#branch)
  }
}
