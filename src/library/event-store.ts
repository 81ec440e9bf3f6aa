import { ProjectionFolder } from '../projection/folder.ts'
import { ReadModels } from '../projection/read-models.ts'
import { type RebuiltModel, rebuild } from '../projection/rebuild.ts'
import { resolveRevision } from '../revision/resolve.ts'
import { AppendQueue } from '../store/append-queue.ts'
import type {
  AppendReceipt,
  AppendRequest,
  EventLog,
  NewEvent,
  ReadQuery,
  RecordedEvent,
  Tip,
} from '../store/event.ts'
import { type FollowOptions, follow } from '../store/follow.ts'
import type { RefReader, Tag } from '../store/refs.ts'
import type { Store } from '../store/store.ts'
import { type DocumentQuery, ReadModel } from './read-model.ts'

/** One append to one stream. */
export interface StreamAppend {
  readonly stream: string
  /** 1 to 65,536 events, oldest first. */
  readonly events: readonly Omit<NewEvent, 'stream'>[]
  /** The number of events already in the stream: 0 when it must not exist, 'any' (the default) when it does not matter. */
  readonly expectedVersion?: number | 'any'
}

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
 */
export class EventStore {
  readonly #store: Store
  readonly #log: EventLog
  readonly #queue: AppendQueue
  readonly #projections: string
  #models: ReadModels | undefined

  /** @param projections the folder that holds the folder `projections` */
  constructor(store: Store, branch: string, projections: string) {
    this.#store = store
    this.#log = store.branch(branch)
    this.#queue = new AppendQueue(store, this.#log)
    this.#projections = projections
  }

  /** Position, hash and time of the last event, as this process sees it now. */
  get tip(): Tip {
    this.#store.refresh()
    return this.#log.tip
  }

  /**
   * Appends one batch of events to a stream, atomically and durably.
   *
   * @returns where each event stands; an event whose id is known is answered with the place it has.
   * @throws {VersionConflictError} the stream is at another version; nothing was written.
   * @throws {IdConflictError} {@link EventInvalidError} {@link JsonInvalidError} nothing was written.
   * @see es-append(1). Optimistic concurrency after Kung & Robinson, 1981.
   */
  append(append: StreamAppend): AppendReceipt {
    return this.#log.append(requestOf(append))
  }

  /**
   * The same for busy applications: the calls of one turn of the event loop share one commit and one flush, and each
   * is answered after it, with its own conflict if it has one.
   */
  appendAsync(append: StreamAppend): Promise<AppendReceipt> {
    return this.#queue.append(requestOf(append))
  }

  /** Appends one batch of events to several streams. `expected`: stream → the number of events it must have. */
  appendAll(
    events: readonly NewEvent[],
    expected: Readonly<Record<string, number>> | ReadonlyMap<string, number> = {},
  ): AppendReceipt {
    const expect = new Map(expected instanceof Map ? expected : Object.entries(expected))
    return this.#log.append({ events, expect })
  }

  /** The number of events in a stream; 0 when it does not exist. */
  versionOf(stream: string): number {
    this.#store.refresh()
    return this.#log.versionOf(stream)
  }

  /**
   * A slice of events, in order or newest first. Events appended meanwhile are in the slices that come after them.
   * @param query which events, and `limit`, how many at the most (1,000 when left out).
   */
  read(query: ReadQuery & { readonly limit?: number } = {}): EventSlice {
    const { limit = default_slice_events, ...filters } = query
    const events: RecordedEvent[] = []
    this.#store.refresh()
    for (const event of this.#log.read(filters)) {
      if (events.length === limit) return { events, cursor: cursorAfter(events, filters) }
      events.push(event)
    }
    return { events, cursor: undefined }
  }

  /** The events that a query names, lazily, up to the tip at the moment of the call. */
  events(query: ReadQuery = {}): IterableIterator<RecordedEvent> {
    this.#store.refresh()
    return this.#log.read(query)
  }

  /**
   * The events after a position, then those that any process appends, as they come: each once, in order. Ends when the
   * loop is left or `signal` is aborted.
   */
  follow(options: FollowOptions = {}): AsyncGenerator<RecordedEvent, void> {
    const store = this.#store
    const log = this.#log
    return follow({ directory: store.directory, log, refresh: () => store.refresh() }, options)
  }

  /** The event at a position, from 1; undefined outside. */
  at(position: number): RecordedEvent | undefined {
    this.#store.refresh()
    return this.#log.at(position)
  }

  /**
   * The position that a revision names: `v1`, `order-42@7`, `2026-01-31`, `@{2 hours ago}`, `main~3`. HEAD is the tip.
   * @throws {RevisionMalformedError} {@link RevisionUnknownError}
   * @see es-help-revisions(7)
   */
  resolve(revision: string): number {
    this.#store.refresh()
    const refs = headless(this.#store.refs, this.#log.branch)
    const nowMs = this.#store.ambient.nowMs()
    return resolveRevision(revision, { log: this.#log, refs, nowMs, script: true }).position
  }

  /** All tags, by name. */
  tags(): Tag[] {
    this.#store.refresh()
    return this.#store.refs.tags()
  }

  /**
   * A read model, for the code in `projections/` as it is when this store first reads one. What the store does not
   * hold is folded in memory.
   * @throws {ProjectionUnknownError}
   */
  readModel<Document = unknown>(name: string): ReadModel<Document> {
    const models = this.#readModels
    models.catalog.model(name)
    const upTo = ({ at }: DocumentQuery) => {
      this.#store.refresh()
      return at ?? this.#log.tip.position
    }
    return new ReadModel<Document>(models, name, upTo)
  }

  /**
   * Stores read models up to the tip, in one pass over the log.
   * @param names all when left out
   * @returns for each what was done; a projection that failed says so in `error` and keeps what it had.
   */
  catchUp(names?: readonly string[]): readonly RebuiltModel[] {
    const work = rebuild(this.#store, this.#readModels.catalog, { names })
    for (;;) {
      const step = work.next()
      if (step.done) return step.value
    }
  }

  /** Commits what `appendAsync` has taken, and ends the use of the store; calls after it fail. */
  close(): Promise<void> {
    this.#queue.flush()
    return this.#store.close()
  }

  get #readModels(): ReadModels {
    this.#models ??= new ReadModels(this.#store, new ProjectionFolder(this.#projections))
    return this.#models
  }
}

function requestOf({ stream, events, expectedVersion = 'any' }: StreamAppend): AppendRequest {
  return {
    events: events.map((event) => ({ ...event, stream })),
    expect: new Map([[stream, expectedVersion]]),
  }
}

function cursorAfter(events: readonly RecordedEvent[], query: ReadQuery): number {
  const last = events.at(-1)?.position
  if (last === undefined) return query.reverse ? (query.upTo ?? 0) : (query.after ?? 0)
  return query.reverse ? last - 1 : last
}

/** The library knows no HEAD: there it is the branch's tip. */
function headless(refs: RefReader, branch: string): RefReader {
  return {
    head: { branch, position: undefined },
    tag: (name) => refs.tag(name),
    tags: () => refs.tags(),
    branches: () => refs.branches(),
    history: (ref) => refs.history(ref),
  }
}
