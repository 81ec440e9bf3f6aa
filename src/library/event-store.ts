import { RefusedError, StoreClosedError } from '../errors.ts'
import { ProjectionFolder } from '../projection/folder.ts'
import { ReadModels } from '../projection/read-models.ts'
import { type RebuiltModel, rebuild } from '../projection/rebuild.ts'
import { AppendQueue } from '../store/append-queue.ts'
import type { AppendReceipt, EventLog, NewEvent, ReadQuery, RecordedEvent, Tip } from '../store/event.ts'
import { type FollowOptions, follow, requireKnown } from '../store/follow.ts'
import type { Tag } from '../store/refs.ts'
import type { Store } from '../store/store.ts'
import { positionOf } from './position-of.ts'
import { ReadModel } from './read-model.ts'
import { follow_options_shape, read_query_shape, type SliceQuery, slice_query_shape } from './read-query.ts'
import { count, requireKind, text, texts } from './shape.ts'
import { requestOf, requestOfAll, type StreamAppend } from './stream-append.ts'

/** Consecutive events, and where the next slice begins. */
export interface EventSlice {
  readonly events: readonly RecordedEvent[]
  /** Give it as `after` (as `upTo` when `reverse`) to go on; undefined when there is nothing more. */
  readonly cursor: number | undefined
}

const default_slice_events = 1_000

/**
 * An event store as an application uses it. Synchronous: what has returned is durable. Commands of `es` may run on the
 * same store at the same time, from other processes.
 *
 * Arguments that make no sense, members that nobody would read among them, are refused before anything is done.
 * @throws {UsageError} {@link StoreClosedError} any call
 * @throws {StoreStaleError} {@link StoreNotFoundError} any call: the store's files were replaced, removed or renamed while
 * it was open. Nothing was acknowledged; close it and open it again.
 */
export class EventStore {
  readonly #store: Store
  readonly #log: EventLog
  readonly #queue: AppendQueue
  readonly #projections: string
  #models: ReadModels | undefined
  #closing: Promise<void> | undefined

  /** @param projections the folder that holds the folder `projections` */
  constructor(store: Store, branch: string, projections: string) {
    this.#store = store
    this.#log = store.branch(branch)
    this.#queue = new AppendQueue(store, this.#log)
    this.#projections = projections
  }

  /** Position, hash and time of the last event, as this process sees it now. */
  get tip(): Tip {
    return this.#current().tip
  }

  /**
   * Appends one batch of events to a stream, atomically and durably.
   *
   * @returns where each event stands; an event whose id is known is answered with the place it has.
   * @throws {VersionConflictError} the stream is at another version; nothing was written.
   * @throws {IdConflictError} {@link EventInvalidError} {@link JsonInvalidError} nothing was written.
   * @throws {RefusedError} the store was opened read-only.
   * @see es-append(1). Optimistic concurrency after Kung & Robinson, 1981.
   */
  append(append: StreamAppend): AppendReceipt {
    return this.#writable().append(requestOf(append))
  }

  /**
   * The same for busy applications: the calls of one turn of the event loop share one commit and one flush, and each
   * is answered after it, with its own conflict if it has one.
   */
  async appendAsync(append: StreamAppend): Promise<AppendReceipt> {
    this.#writable()
    return this.#queue.append(requestOf(append))
  }

  /** Appends one batch of events to several streams. `expected`: stream → the number of events it must have. */
  appendAll(
    events: readonly NewEvent[],
    expected: Readonly<Record<string, number>> | ReadonlyMap<string, number> = {},
  ): AppendReceipt {
    return this.#writable().append(requestOfAll(events, expected))
  }

  /** The number of events in a stream; 0 when it does not exist. */
  versionOf(stream: string): number {
    requireKind(text, 'a stream', stream)
    return this.#current().versionOf(stream)
  }

  /**
   * A slice of events, in order or newest first. Events appended meanwhile are in the slices that come after them.
   * @param query which events, and how many at the most.
   * @throws {RevisionUnknownError} `after` is beyond the tip, as when the store was restored from a backup.
   */
  read(query: SliceQuery = {}): EventSlice {
    slice_query_shape.check(query)
    const { limit = default_slice_events, ...filters } = query
    const log = this.#currentAfter(query.after)
    const events: RecordedEvent[] = []
    for (const event of log.read(filters)) {
      if (events.length === limit)
        return { events, cursor: filters.reverse ? event.position : event.position - 1 }
      events.push(event)
    }
    return { events, cursor: undefined }
  }

  /**
   * The events that a query names, lazily, up to the tip at the moment of the call.
   * @throws {RevisionUnknownError} `after` is beyond the tip, as when the store was restored from a backup.
   */
  events(query: ReadQuery = {}): IterableIterator<RecordedEvent> {
    read_query_shape.check(query)
    const log = this.#currentAfter(query.after)
    const tip = log.tip.position
    return log.read({ ...query, upTo: Math.min(query.upTo ?? tip, tip) })
  }

  /**
   * The events after a position, then those that any process appends, as they come: each once, in order. Ends when the
   * loop is left or `signal` is aborted.
   * @throws {RevisionUnknownError} `after` is beyond the tip, as when the store was restored from a backup.
   */
  follow(options: FollowOptions = {}): AsyncGenerator<RecordedEvent, void> {
    follow_options_shape.check(options)
    const log = this.#currentAfter(options.after)
    const { directory } = this.#store
    return follow({ directory, log, refresh: () => void this.#current() }, options)
  }

  /** The event at a position from 1, or at a revision; undefined at 0 (`ROOT`), and at a number beyond the tip. */
  at(position: number | string): RecordedEvent | undefined {
    const log = this.#current()
    if (typeof position === 'string') return log.at(positionOf(position, this.#store, log))
    requireKind(count, 'a position', position)
    return log.at(position)
  }

  /**
   * The position that a revision names: `v1`, `order-42@7`, `2026-01-31`, `@{2 hours ago}`, `main~3`. HEAD is the tip.
   * @throws {RevisionMalformedError} {@link RevisionUnknownError}
   * @see es-help-revisions(7)
   */
  resolve(revision: string): number {
    requireKind(text, 'a revision', revision)
    return positionOf(revision, this.#store, this.#current())
  }

  /** All tags, by name. */
  tags(): Tag[] {
    this.#current()
    return this.#store.refs.tags()
  }

  /**
   * A read model, for the code in `projections/` as it is when this store first reads one. What the store does not
   * hold is folded in memory.
   * @throws {ProjectionUnknownError}
   */
  readModel<Document = unknown>(name: string): ReadModel<Document> {
    requireKind(text, 'the name of a read model', name)
    this.#current()
    const models = this.#readModels
    models.catalog.model(name)
    return new ReadModel<Document>(models, name, {
      tip: () => this.#current().tip.position,
      positionOf: (at) => positionOf(at, this.#store, this.#current()),
    })
  }

  /**
   * Stores read models up to the tip, in one pass over the log.
   * @param names all when left out
   * @returns for each what was done; a projection that failed says so in `error` and keeps what it had.
   */
  catchUp(names?: readonly string[]): readonly RebuiltModel[] {
    if (names !== undefined) requireKind(texts, "'names'", names)
    this.#writable()
    const work = rebuild(this.#store, this.#readModels.catalog, { names })
    for (;;) {
      const step = work.next()
      if (step.done) return step.value
    }
  }

  /** Commits what `appendAsync` has taken, and ends the use of the store; calls after it fail, but for this one. */
  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  #end(): Promise<void> {
    this.#queue.flush()
    return this.#store.close()
  }

  /** The log as it is now. */
  #current(): EventLog {
    if (this.#closing !== undefined) throw new StoreClosedError()
    this.#store.refresh()
    return this.#log
  }

  #currentAfter(after = 0): EventLog {
    const log = this.#current()
    if (after > 0) requireKnown(after, log.tip.position)
    return log
  }

  #writable(): EventLog {
    if (this.#closing !== undefined) throw new StoreClosedError()
    if (this.#store.readOnly)
      throw new RefusedError('the store was opened read-only', { hint: 'open it without readOnly to write' })
    return this.#log
  }

  get #readModels(): ReadModels {
    this.#models ??= new ReadModels(this.#store, new ProjectionFolder(this.#projections))
    return this.#models
  }
}
