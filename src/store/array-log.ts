import { IdConflictError, TimeConflictError, VersionConflictError } from '../errors.ts'
import { systemAmbient } from './ambient.ts'
import { ArrayColumns } from './array-columns.ts'
import { ArrayEvent, isWanted, receiptOf } from './array-event.ts'
import { genesis_hash } from './chain.ts'
import { drawId } from './draw-id.ts'
import type {
  Ambient,
  AppendedEvent,
  AppendReceipt,
  AppendRequest,
  EventColumns,
  EventLog,
  ReadQuery,
  RecordedEvent,
  Tip,
} from './event.ts'
import { type PreparedEvent, prepareBatch } from './prepare.ts'
import { clockMs } from './recorded-time.ts'

/**
 * The event log as an array: every promise of the port, nothing durable, every look-up a loop. The property tests
 * play the same random calls into this and into LMDB.
 */
export function arrayEventLog(ambient: Ambient = systemAmbient): EventLog {
  return new ArrayLog(ambient)
}

class ArrayLog implements EventLog {
  readonly branch = 'main'
  readonly #ambient: Ambient
  readonly #events: ArrayEvent[] = []
  readonly #columns = new ArrayColumns()

  constructor(ambient: Ambient) {
    this.#ambient = ambient
  }

  get tip(): Tip {
    const last = this.#events.at(-1)
    if (last === undefined) return { position: 0, hash: genesis_hash, timeMs: Number.NEGATIVE_INFINITY }
    return { position: last.position, hash: last.hash, timeMs: last.timeMs }
  }

  append(request: AppendRequest): AppendReceipt {
    const batch = prepareBatch(request, this.#ambient)
    const known = this.#known(batch)
    if (known !== undefined) return { branch: this.branch, events: known, clockHeldMs: 0 }
    for (const [stream, expected] of request.expect ?? []) {
      const actual = this.versionOf(stream)
      if (expected !== 'any' && expected !== actual)
        throw new VersionConflictError({ stream, expected, actual })
    }
    const nowMs = clockMs(this.#ambient)
    const before = this.#events.length
    const clockHeldMs = batch.every((event) => event.timeMs !== undefined)
      ? 0
      : Math.max(0, this.tip.timeMs - nowMs)
    try {
      const ids = batch.map((event) => event.id)
      for (const event of batch) this.#record(event, nowMs, ids)
      const events = this.#events.slice(before).map((event) => receiptOf(event, false))
      return { branch: this.branch, events, clockHeldMs }
    } catch (error) {
      this.#events.length = before
      throw error
    } finally {
      if (request.dryRun) this.#events.length = before
    }
  }

  #known(batch: readonly PreparedEvent[]): AppendedEvent[] | undefined {
    const places = batch.map((event) => (event.id === undefined ? undefined : this.positionOfId(event.id)))
    const ids = batch.map((event) => event.id).filter((id) => id !== undefined)
    if (new Set(ids).size < ids.length) throw new IdConflictError('an id stands twice in the batch')
    if (places.every((place) => place === undefined)) return undefined
    return batch.map((event, index) => {
      const recorded = this.#events[(places[index] ?? 0) - 1]
      const same =
        recorded?.stream === event.stream && recorded.type === event.type && recorded.json === event.json
      const inOrder = index === 0 || (places[index] ?? 0) > (places[index - 1] ?? 0)
      if (recorded === undefined || !same || !inOrder)
        throw new IdConflictError(
          `id '${event.id}' is not known for this event, or only a part of the batch is`,
        )
      return receiptOf(recorded, true)
    })
  }

  #record(event: PreparedEvent, nowMs: number, ids: readonly (string | undefined)[]): void {
    const { tip } = this
    if (event.timeMs !== undefined && event.timeMs < tip.timeMs)
      throw new TimeConflictError(`an event of ${new Date(event.timeMs).toISOString()} is older than the tip`)
    const timeMs = event.timeMs ?? Math.max(nowMs, tip.timeMs)
    const isKnown = (id: string) => ids.includes(id) || this.positionOfId(id) !== undefined
    this.#events.push(
      new ArrayEvent({
        branch: this.branch,
        position: tip.position + 1,
        version: this.versionOf(event.stream) + 1,
        id: event.id ?? drawId(this.#ambient, timeMs, isKnown),
        timeMs,
        previousHash: tip.hash,
        event,
      }),
    )
  }

  at(position: number): RecordedEvent | undefined {
    return this.#events[position - 1]
  }

  *read(query: ReadQuery = {}): IterableIterator<RecordedEvent> {
    const events = this.#events.slice(query.after ?? 0, query.upTo ?? this.#events.length)
    if (query.reverse) events.reverse()
    for (const event of events) if (isWanted(event, query)) yield event
  }

  *columns({ after = 0, upTo }: Pick<ReadQuery, 'after' | 'upTo'>): IterableIterator<EventColumns> {
    const events = this.#events.slice(Math.max(0, after), Math.max(0, upTo ?? this.#events.length))
    if (events.length > 0) yield this.#columns.of(events)
  }

  versionOf(stream: string): number {
    return this.#events.filter((event) => event.stream === stream).length
  }

  positionOf(stream: string, version: number): number | undefined {
    return this.#events.find((event) => event.stream === stream && event.version === version)?.position
  }

  positionAt(timeMs: number): number {
    return this.#events.findLast((event) => event.timeMs <= timeMs)?.position ?? 0
  }

  positionOfId(id: string): number | undefined {
    return this.#events.find((event) => event.id === id)?.position
  }

  positionsOfIdPrefix(prefix: string, limit: number): number[] {
    const found = this.#events.filter((event) => event.id.startsWith(prefix))
    return found.slice(0, limit).map((event) => event.position)
  }

  hashAt(position: number): string {
    return this.#events[position - 1]?.hash ?? genesis_hash
  }
}
