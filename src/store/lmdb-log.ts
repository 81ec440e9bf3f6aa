import { StoreStaleError, TimeConflictError, VersionConflictError } from '../errors.ts'
import { systemAmbient } from './ambient.ts'
import { BlockWriter } from './block-writer.ts'
import { chainHash, genesis_hash } from './chain.ts'
import { Dictionary } from './dictionary.ts'
import { drawId } from './draw-id.ts'
import type { Environment } from './environment.ts'
import type {
  Ambient,
  AppendedEvent,
  AppendReceipt,
  AppendRequest,
  ColumnsQuery,
  EventColumns,
  EventLog,
  ReadQuery,
  RecordedEvent,
  Tip,
} from './event.ts'
import { EventIds } from './event-ids.ts'
import { History, tipOf } from './history.ts'
import { isoTime } from './iso-time.ts'
import { repeatedEvents } from './known-ids.ts'
import { segment_events } from './postings.ts'
import { type PreparedEvent, prepareBatch } from './prepare.ts'
import { type ReadSources, readColumns, readEvents } from './read-events.ts'
import { BatchReceipt } from './receipt.ts'
import { clockMs } from './recorded-time.ts'
import { SegmentIndex } from './segment-index.ts'
import { StreamHeads } from './stream-heads.ts'
import { positionAtTime } from './time-search.ts'
import { pause } from './writer-wait.ts'

const tip_attempts = 3
/** Longer than a look of the store's guard is remembered. */
const tip_pause_ms = 2

/** A branch's log in LMDB: blocks of events, an index over full segments, and what is known of the rest in memory. */
export class LmdbLog implements EventLog {
  readonly branch: string
  readonly #environment: Environment
  readonly #ambient: Ambient
  readonly #streams: Dictionary
  readonly #types: Dictionary
  readonly #categories: Dictionary
  readonly #history: History
  readonly #index: SegmentIndex
  readonly #heads: StreamHeads
  readonly #ids: EventIds
  /** The newest place that this process knows: what it remembers is of a log that has this. */
  #known: Pick<Tip, 'position' | 'hash'> = tipOf(undefined)

  constructor(from: {
    environment: Environment
    branch: { name: string; number: number }
    ambient: Ambient
  }) {
    const { environment, branch } = from
    this.branch = branch.name
    this.#environment = environment
    this.#ambient = from.ambient
    const names = environment.table('names')
    this.#streams = new Dictionary(names, 's')
    this.#types = new Dictionary(names, 't')
    this.#categories = new Dictionary(names, 'c')
    const blockNames = { branch: branch.name, streams: this.#streams, types: this.#types }
    this.#history = new History(environment.table('history'), branch.number, blockNames)
    this.#index = new SegmentIndex(environment.table('index'), branch.number, this.#categories)
    this.#heads = new StreamHeads(this.#history, this.#index)
    const positionAt = (timeMs: number) => this.positionAt(timeMs)
    this.#ids = new EventIds({
      table: environment.table('ids'),
      branch: branch.number,
      history: this.#history,
      positionAt,
    })
    environment.onRollback(() => this.#forget())
  }

  /** @throws {StoreStaleError} */
  get tip(): Tip {
    let { tip } = this.#history
    for (let left = tip_attempts; !this.#isContinuedBy(tip); left--) {
      if (left === 0) throw replaced()
      // Another process that opens the store may have told LMDB of an older transaction for a moment.
      pause(tip_pause_ms)
      this.#environment.refresh()
      tip = this.#history.tip
    }
    this.#known = tip
    return tip
  }

  /** A file that is copied over another keeps its inode, and may have as many transactions: then only the chain tells. */
  #isContinuedBy(tip: Tip): boolean {
    const { position, hash } = this.#known
    if (position === 0 || (tip.position === position && tip.hash === hash)) return true
    return this.#history.look(position, (block, index) => block.hash(index)) === hash
  }

  append(request: AppendRequest): AppendReceipt {
    const batch = prepareBatch(request, this.#ambient)
    if (request.dryRun) return this.#rehearse(batch, request)
    return this.#environment.commit(() => this.#append(batch, request))
  }

  /** Does everything, then rolls it back. */
  #rehearse(batch: readonly PreparedEvent[], request: AppendRequest): AppendReceipt {
    let receipt: AppendReceipt | undefined
    const enough = new Error('rehearsed')
    try {
      this.#environment.commit(() => {
        receipt = this.#append(batch, request)
        throw enough
      })
    } catch (error) {
      if (error !== enough) throw error
    }
    return receipt as AppendReceipt
  }

  #append(batch: readonly PreparedEvent[], request: AppendRequest): AppendReceipt {
    for (const names of [this.#streams, this.#types, this.#categories]) names.begin()
    const tipBlock = this.#history.tipBlock()
    const tip = tipOf(tipBlock)
    if (!this.#isContinuedBy(tip)) throw replaced()
    this.#known = tip
    this.#heads.catchUp(tip.position)
    const repeated = repeatedEvents(batch, (id) => this.#eventWithId(id))
    if (repeated !== undefined)
      return { branch: this.branch, events: repeated.map((event) => receiptOf(event)), clockHeldMs: 0 }
    for (const [stream, expected] of request.expect ?? []) {
      const actual = this.#versionAtTip(stream)
      if (expected !== 'any' && expected !== actual)
        throw new VersionConflictError({ stream, expected, actual })
    }
    const writer = new BlockWriter(this.#history, tipBlock, { events: batch.length, bytes: bytesOf(batch) })
    try {
      const receipt = this.#chain(batch, tip, writer)
      writer.finish()
      this.#known = { position: tip.position + batch.length, hash: receipt.lastHash }
      this.#indexFullSegments(tip.position + batch.length)
      return receipt
    } catch (error) {
      // The heads were moved on already, and of a commit that put nothing no rollback tells.
      this.#heads.forget()
      throw error
    }
  }

  /** Gives each event its place, its time and its hash, and writes it. */
  #chain(batch: readonly PreparedEvent[], tip: Tip, writer: BlockWriter): BatchReceipt {
    const receipt = new BatchReceipt(this.branch, batch, tip.position + 1)
    const nowMs = clockMs(this.#ambient)
    const isTimed = this.#ambient.newId === systemAmbient.newId
    const isKnown = this.#knownIds(batch)
    let { position, hash, timeMs } = tip
    for (const event of batch) {
      if (event.timeMs === undefined) {
        receipt.clockHeldMs = Math.max(receipt.clockHeldMs, tip.timeMs - nowMs)
        timeMs = Math.max(timeMs, nowMs)
      } else {
        if (event.timeMs < timeMs) throw olderThan(event.timeMs, timeMs, position)
        timeMs = event.timeMs
      }
      position++
      const stream = this.#streams.intern(event.stream)
      const type = this.#types.intern(event.type)
      const { version, previousPosition } = this.#heads.advance(stream.id, position)
      const id = event.id ?? drawId(this.#ambient, timeMs, isKnown)
      const header = {
        position,
        chainedStream: stream.chained,
        version,
        chainedType: type.chained,
        quotedId: isTimed && event.id === undefined ? `"${id}"` : JSON.stringify(id),
        time: isoTime(timeMs),
      }
      hash = chainHash(hash, header, event.jsonDigest, event.metaDigest)
      writer.add(event, { streamId: stream.id, typeId: type.id, version, previousPosition, id, timeMs }, hash)
      if (event.id !== undefined || !isTimed) this.#ids.add(id, timeMs, position)
      receipt.add(version, id, timeMs, hash)
    }
    return receipt
  }

  /** Tells of an id whether the log or the batch has it, also of those that it was asked about before. */
  #knownIds(batch: readonly PreparedEvent[]): (id: string) => boolean {
    let own: Set<string | undefined> | undefined
    return (id) => {
      own ??= new Set(batch.map((event) => event.id))
      if (own.has(id) || this.#ids.find(id) !== undefined) return true
      own.add(id)
      return false
    }
  }

  #indexFullSegments(tip: number): void {
    for (let segment = this.#index.segments; (segment + 1) * segment_events <= tip; segment++) {
      const start = segment * segment_events
      this.#index.add(segment, this.#history.parts(start, start + segment_events))
    }
  }

  at(position: number): RecordedEvent | undefined {
    return this.#history.event(position)
  }

  read(query: ReadQuery = {}): IterableIterator<RecordedEvent> {
    return readEvents(this.#sources, query)
  }

  columns(query: ColumnsQuery): IterableIterator<EventColumns> {
    return readColumns(this.#sources, query)
  }

  get #sources(): ReadSources {
    return {
      history: this.#history,
      streams: this.#streams,
      types: this.#types,
      index: this.#index,
      headOf: (streamId: number) => this.#headAtTip(streamId),
    }
  }

  versionOf(stream: string): number {
    this.#heads.catchUp(this.tip.position)
    return this.#versionAtTip(stream)
  }

  #versionAtTip(stream: string): number {
    const entry = this.#streams.find(stream)
    return entry === undefined ? 0 : this.#heads.of(entry.id).version
  }

  #headAtTip(streamId: number) {
    this.#heads.catchUp(this.tip.position)
    return this.#heads.of(streamId)
  }

  positionOf(stream: string, version: number): number | undefined {
    const entry = this.#streams.find(stream)
    if (entry === undefined) return undefined
    const head = this.#headAtTip(entry.id)
    if (!Number.isInteger(version) || version < 1 || version > head.version) return undefined
    const indexed = this.#index.positionOf(entry.id, version)
    if (indexed !== undefined) return indexed
    let position = head.lastPosition
    for (let back = head.version - version; back > 0; back--) position = this.#history.previousOf(position)
    return position
  }

  positionAt(timeMs: number): number {
    return positionAtTime(this.#history, timeMs)
  }

  positionOfId(id: string): number | undefined {
    return this.#ids.find(id)
  }

  positionsOfIdPrefix(prefix: string, limit: number): number[] {
    const found: number[] = []
    for (const position of this.#ids.beginningWith(prefix)) {
      if (found.length === limit) break
      found.push(position)
    }
    return found
  }

  #eventWithId(id: string): RecordedEvent | undefined {
    const position = this.#ids.find(id)
    return position === undefined ? undefined : this.at(position)
  }

  hashAt(position: number): string {
    const block = this.#history.blockAt(position)
    return block === undefined ? genesis_hash : block.hash(position - block.firstPosition)
  }

  #forget(): void {
    this.#known = tipOf(undefined)
    this.#streams.forget()
    this.#types.forget()
    this.#categories.forget()
    this.#history.forget()
    this.#index.forget()
    this.#heads.forget()
  }
}

function replaced(): StoreStaleError {
  return new StoreStaleError('the content of the store was replaced by another while it was open', {
    hint: 'open the store again',
  })
}

function bytesOf(batch: readonly PreparedEvent[]): number {
  let bytes = 0
  for (const event of batch) bytes += event.sizeBytes
  return bytes
}

function olderThan(timeMs: number, tipMs: number, tip: number): TimeConflictError {
  return new TimeConflictError(
    `an event of ${isoTime(timeMs)} is older than the one at ${tip}, of ${isoTime(tipMs)}`,
    { hint: 'recorded time never falls: sort the events by time, or let the store record its own time' },
  )
}

function receiptOf(event: RecordedEvent): AppendedEvent {
  const { position, stream, version, type, id, timeMs, hash } = event
  return { position, stream, version, type, id, timeMs, hash, duplicate: true }
}
