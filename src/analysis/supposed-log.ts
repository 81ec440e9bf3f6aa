import { TimeConflictError, VersionConflictError } from '../errors.ts'
import { ArrayColumns } from '../store/array-columns.ts'
import { ArrayEvent, isWanted, receiptOf } from '../store/array-event.ts'
import { drawId } from '../store/draw-id.ts'
import type {
  Ambient,
  AppendReceipt,
  AppendRequest,
  EventColumns,
  EventLog,
  ReadQuery,
  RecordedEvent,
  Tip,
} from '../store/event.ts'
import { repeatedEvents } from '../store/known-ids.ts'
import { type PreparedEvent, prepareBatch } from '../store/prepare.ts'
import { clockMs } from '../store/recorded-time.ts'

const run_events = 256

/**
 * A log as it would be if other events had followed one of its positions: what it has up to there, then what is
 * appended to this, which is kept in memory alone. Appending checks and answers as the log itself would.
 */
export class SupposedLog implements EventLog {
  readonly branch: string
  readonly #log: EventLog
  readonly #at: number
  readonly #ambient: Ambient
  readonly #events: ArrayEvent[] = []
  readonly #columns = new ArrayColumns()

  /** @param at the last position that both logs share. */
  constructor(log: EventLog, at: number, ambient: Ambient) {
    this.branch = log.branch
    this.#log = log
    this.#at = at
    this.#ambient = ambient
  }

  get tip(): Tip {
    const last = this.#events.at(-1) ?? this.#log.at(this.#at)
    const timeMs = last?.timeMs ?? Number.NEGATIVE_INFINITY
    return { position: last?.position ?? 0, hash: last?.hash ?? this.#log.hashAt(0), timeMs }
  }

  append(request: AppendRequest): AppendReceipt {
    const batch = prepareBatch(request, this.#ambient)
    const repeated = repeatedEvents(batch, (id) => this.#eventWithId(id))
    if (repeated !== undefined)
      return { branch: this.branch, events: repeated.map((event) => receiptOf(event, true)), clockHeldMs: 0 }
    for (const [stream, expected] of request.expect ?? []) {
      const actual = this.versionOf(stream)
      if (expected !== 'any' && expected !== actual)
        throw new VersionConflictError({ stream, expected, actual })
    }
    const before = this.#events.length
    const bringsTimes = batch.every(({ timeMs }) => timeMs !== undefined)
    const clockHeldMs = bringsTimes ? 0 : Math.max(0, this.tip.timeMs - clockMs(this.#ambient))
    try {
      const ids = batch.map((event) => event.id)
      for (const event of batch) this.#record(event, ids)
      const events = this.#events.slice(before).map((event) => receiptOf(event, false))
      return { branch: this.branch, events, clockHeldMs }
    } catch (error) {
      this.#events.length = before
      throw error
    } finally {
      if (request.dryRun) this.#events.length = before
    }
  }

  #record(event: PreparedEvent, ids: readonly (string | undefined)[]): void {
    const { tip } = this
    if (event.timeMs !== undefined && event.timeMs < tip.timeMs)
      throw new TimeConflictError(
        `an event of ${new Date(event.timeMs).toISOString()} is older than the one at ${tip.position}`,
        { hint: 'recorded time never falls: leave the time out, or suppose it on an earlier revision' },
      )
    const timeMs = event.timeMs ?? Math.max(clockMs(this.#ambient), tip.timeMs)
    const isKnown = (id: string) => ids.includes(id) || this.positionOfId(id) !== undefined
    const recorded = new ArrayEvent({
      branch: this.branch,
      position: tip.position + 1,
      version: this.versionOf(event.stream) + 1,
      id: event.id ?? drawId(this.#ambient, timeMs, isKnown),
      timeMs,
      previousHash: tip.hash,
      event,
    })
    this.#events.push(recorded)
  }

  at(position: number): RecordedEvent | undefined {
    return position <= this.#at ? this.#log.at(position) : this.#events[position - this.#at - 1]
  }

  *read(query: ReadQuery = {}): IterableIterator<RecordedEvent> {
    if (query.reverse) yield* this.#supposed(query).reverse()
    yield* this.#log.read({ ...query, upTo: Math.min(query.upTo ?? this.#at, this.#at) })
    if (!query.reverse) yield* this.#supposed(query)
  }

  #supposed(query: ReadQuery): RecordedEvent[] {
    const { after = 0, upTo = Number.POSITIVE_INFINITY } = query
    return this.#events.filter(
      (event) => event.position > after && event.position <= upTo && isWanted(event, query),
    )
  }

  *columns({ after, upTo }: Pick<ReadQuery, 'after' | 'upTo'>): IterableIterator<EventColumns> {
    const range = { ...(after === undefined ? {} : { after }), ...(upTo === undefined ? {} : { upTo }) }
    let run: RecordedEvent[] = []
    for (const event of this.read(range)) {
      run.push(event)
      if (run.length < run_events) continue
      yield this.#columns.of(run)
      run = []
    }
    if (run.length > 0) yield this.#columns.of(run)
  }

  versionOf(stream: string): number {
    const [last] = this.read({ streams: [stream], reverse: true })
    return last?.version ?? 0
  }

  positionOf(stream: string, version: number): number | undefined {
    const shared = this.#log.positionOf(stream, version)
    if (shared !== undefined && shared <= this.#at) return shared
    return this.#events.find((event) => event.stream === stream && event.version === version)?.position
  }

  positionAt(timeMs: number): number {
    const supposed = this.#events.findLast((event) => event.timeMs <= timeMs)?.position
    return supposed ?? Math.min(this.#log.positionAt(timeMs), this.#at)
  }

  positionOfId(id: string): number | undefined {
    const shared = this.#log.positionOfId(id)
    if (shared !== undefined && shared <= this.#at) return shared
    return this.#events.find((event) => event.id === id)?.position
  }

  #eventWithId(id: string): RecordedEvent | undefined {
    const position = this.positionOfId(id)
    return position === undefined ? undefined : this.at(position)
  }

  positionsOfIdPrefix(prefix: string, limit: number): number[] {
    const positions = this.#log.positionsOfIdPrefix(prefix, limit).filter((position) => position <= this.#at)
    for (const { id, position } of this.#events) if (id.startsWith(prefix)) positions.push(position)
    return positions.slice(0, limit)
  }

  hashAt(position: number): string {
    return position <= this.#at ? this.#log.hashAt(position) : (this.at(position)?.hash ?? this.tip.hash)
  }
}
