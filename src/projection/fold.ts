import type { EventColumns, EventLog, RecordedEvent } from '../store/event.ts'
import { type Batch, batches } from './batches.ts'
import type { ProjectedEvent } from './definition.ts'
import { type DocumentShelf, empty_shelf, type LiveDocument } from './document-shelf.ts'
import { projectionFailure } from './failure.ts'
import { EventHandling } from './handled-events.ts'
import type { OpaqueHandler } from './inside/code.ts'
import type { RealmParts } from './inside/program.ts'
import { event_columns_bytes, isPaidFor } from './limits.ts'
import { KeyError, type Projection } from './projection.ts'
import { StateError } from './state-error.ts'
import { keyProblem } from './validate.ts'

export interface FoldOptions {
  /** Read again only to find the event that made a state which is not JSON. */
  readonly log: EventLog
  readonly shelf: DocumentShelf
  /** A document is kept after so many events of its own, or later when it is large; Infinity: never. */
  readonly keepEvery: number
  /** Positions, ascending, as of which every document is kept: tags and snapshots. */
  readonly boundaries?: readonly number[]
  /** Only these documents; a document may also be left alone by events up to a position. */
  readonly accepts?: (key: string, position: number) => boolean
  /** Check each state after each event, not only when it is kept. */
  readonly checksEach?: boolean
  /**
   * Told after each event of a document, which stands at its `lastPosition`. Its state may be looked at only with
   * `checksEach`, which costs each event as much as the document is large.
   */
  readonly changed?: (document: Readonly<LiveDocument>) => void
}

/** What a handler is called for. */
interface Call {
  readonly handler: OpaqueHandler
  readonly position: number
  readonly view: ProjectedEvent
  /** What the event takes up in the log, about. */
  readonly sizeBytes: number
}

/**
 * One projection's fold over events in order. A pure function of the code and the events: what is kept on the way
 * never changes an answer.
 */
export class Fold {
  readonly projection: Projection
  readonly documents = new Map<string, LiveDocument>()
  readonly #shelf: DocumentShelf
  readonly #keepEvery: number
  readonly #accepts: FoldOptions['accepts']
  readonly #boundaries: readonly number[]
  readonly #isChecked: boolean
  readonly #changed: FoldOptions['changed']
  readonly #advanced: RealmParts['advance']
  readonly #log: EventLog
  readonly #handling: EventHandling
  /** Documents whose key is their stream, by the stream's number in the log. */
  readonly #byStream: (LiveDocument | undefined)[] = []
  #nextBoundary = 0
  /** The last boundary that the fold has passed. */
  #boundary = 0
  /** What is being folded: an event, or one of a run. */
  #current: RecordedEvent | undefined
  #run: EventColumns | undefined
  #index = 0
  /** How many events it has folded. */
  handled = 0

  constructor(projection: Projection, options: FoldOptions) {
    this.projection = projection
    this.#shelf = options.shelf
    this.#keepEvery = options.keepEvery
    this.#accepts = options.accepts
    this.#boundaries = options.boundaries ?? []
    this.#changed = options.changed
    this.#isChecked = options.checksEach === true
    this.#advanced = projection.realm.parts.advance
    this.#log = options.log
    this.#handling = new EventHandling(projection)
  }

  /**
   * Folds the events of a batch that follow `after` and those folded before. `watched: false` is only for events that
   * this code has folded before: they cannot loop for ever.
   * @throws {ProjectionFailedError} {@link InterruptedError}
   */
  run(batch: Batch, { watched = true, after = 0 }: { watched?: boolean; after?: number } = {}): void {
    const body = () => {
      for (const run of batch.runs) this.#foldRun(run, Math.max(after, batch.after), batch.position)
      for (const event of batch.events) if (event.position > after) this.#foldOne(event)
      this.#current = undefined
    }
    try {
      this.projection.realm.enter(body, { isLimited: watched })
    } catch (error) {
      throw this.#failure(error)
    }
  }

  /** Forgets the documents: those that come again are opened again. */
  forget(): void {
    this.documents.clear()
    this.#byStream.length = 0
  }

  #foldRun(run: EventColumns, after: number, upTo: number): void {
    const indexes = this.#handling.indexes(run, after, upTo)
    if (indexes.length === 0) return
    if (!run.isExact) {
      for (const index of indexes) this.#foldOne(run.event(index))
      return
    }
    const views = this.#handling.views(run, indexes)
    const isOfStream = this.projection.keys === 'stream'
    this.#run = run
    for (let at = 0; at < indexes.length; at++) {
      const index = indexes[at] as number
      const position = run.firstPosition + index
      const call = {
        handler: this.#handling.handlerOf(run, index),
        position,
        view: views[at] as ProjectedEvent,
        sizeBytes: run.sizeBytes(index) + event_columns_bytes,
      }
      this.#index = index
      this.#passBoundaries(position)
      if (isOfStream) this.#changeOfStream(run, run.streamIds[index] as number, call)
      else this.#changeAll(call, () => run.event(index))
    }
    this.#run = undefined
    this.handled += indexes.length
  }

  #foldOne(event: RecordedEvent): void {
    const { projection } = this
    const { position, stream } = event
    const handler = projection.handlerOf(event.type, stream)
    if (handler === undefined) return
    this.#current = event
    this.#passBoundaries(position)
    // A document that is left alone costs no parse.
    if (projection.keys === 'stream' && !this.#isAccepted(stream, position)) return
    const view = projection.eventOf(event)
    const sizeBytes = event.json.length + event_columns_bytes
    const call = { handler, position, view, sizeBytes }
    if (projection.keys === 'stream') this.#advance(this.documents.get(stream) ?? this.#open(stream), call)
    else this.#changeAll(call, () => event)
    this.handled++
  }

  /** The key function's event goes on to the first handler: both always run, so the answer never depends on it. */
  #changeAll(call: Call, eventOf: () => RecordedEvent): void {
    const { projection } = this
    let next: (() => ProjectedEvent) | undefined
    let { view } = call
    let isUsed = false
    const keys = projection.keys === 'fixed' ? [projection.fixedKey] : projection.computedKeys(view)
    for (const key of keys) {
      if (!this.#isAccepted(key, call.position)) continue
      if (isUsed) {
        next ??= projection.copiesOf(eventOf())
        view = next()
      }
      isUsed = true
      this.#advance(this.documents.get(key) ?? this.#open(key), { ...call, view })
    }
  }

  #changeOfStream(run: EventColumns, streamId: number, call: Call): void {
    let document = this.#byStream[streamId]
    if (document === undefined || this.#accepts !== undefined) {
      const stream = run.streamName(streamId)
      if (!this.#isAccepted(stream, call.position)) return
      document = this.documents.get(stream) ?? this.#open(stream)
      this.#byStream[streamId] = document
    }
    this.#advance(document, call)
  }

  #isAccepted(key: string, position: number): boolean {
    return this.#accepts === undefined || this.#accepts(key, position)
  }

  #advance(document: LiveDocument, { handler, position, view, sizeBytes }: Call): void {
    if (document.lastPosition <= this.#boundary && document.since.length > 0) this.#keep(document)
    const state = document.state === undefined ? this.projection.init() : document.state
    const next = this.#advanced(handler, state, view, document.key)
    document.state = next === null ? undefined : next
    document.lastPosition = position
    document.sinceBytes += sizeBytes
    if (this.#keepEvery !== Number.POSITIVE_INFINITY) document.since.push(position)
    if (this.#isChecked && document.state !== undefined) this.projection.requirePlain(document.state)
    this.#changed?.(document)
    if (document.since.length >= this.#keepEvery && isPaidFor(document.keptLength, document.sinceBytes))
      this.#keep(document)
  }

  #open(key: string): LiveDocument {
    const problem = keyProblem(key)
    if (problem !== undefined) throw new KeyError(`'key' ${problem}`)
    const document = this.#shelf.open(key)
    this.documents.set(key, document)
    return document
  }

  #passBoundaries(position: number): void {
    for (;;) {
      const next = this.#boundaries[this.#nextBoundary]
      if (next === undefined || next >= position) return
      this.#boundary = next
      this.#nextBoundary++
    }
  }

  #keep(document: LiveDocument): void {
    const json = this.#textOf(document)
    this.#shelf.keep(document, json)
    document.since = []
    document.sinceBytes = 0
    document.keptLength = json?.length ?? 0
    document.tailPosition = 0
  }

  #textOf(document: LiveDocument): string | null {
    if (document.state === undefined) return null
    try {
      return this.projection.textOf(document.state)
    } catch (error) {
      throw error instanceof StateError ? new DocumentError(document, error) : error
    }
  }

  /**
   * A document's JSON text; null when there is none.
   * @throws {ProjectionFailedError} its state is not exact JSON.
   */
  textOf(document: LiveDocument): string | null {
    try {
      return this.#textOf(document)
    } catch (error) {
      throw this.#failure(error)
    }
  }

  #failure(error: unknown): Error {
    const { name, bundle } = this.projection
    if (!(error instanceof DocumentError))
      return projectionFailure(error, { name, bundle, event: this.#run?.event(this.#index) ?? this.#current })
    const { key, lastPosition } = error.document
    try {
      foldOneChecked(this.projection, this.#log, key, lastPosition)
    } catch (found) {
      return found as Error
    }
    const event = this.#log.at(lastPosition)
    return projectionFailure(error.stateError, { name, bundle, event, key })
  }
}

/** A document's state is not exact JSON; which event made it so is not known yet. */
class DocumentError extends Error {
  constructor(
    readonly document: LiveDocument,
    readonly stateError: StateError,
  ) {
    super(stateError.message)
  }
}

/** Folds one document alone, in a realm of its own, with a look at its state after each event. */
function foldOneChecked(projection: Projection, log: EventLog, key: string, upTo: number): void {
  const again = projection.again()
  const accepts = (other: string) => other === key
  const fold = new Fold(again, { log, shelf: empty_shelf, keepEvery: Infinity, accepts, checksEach: true })
  const streams = projection.keys === 'stream' ? { streams: [key] } : {}
  for (const batch of batches(log, { ...projection.query, ...streams, upTo })) fold.run(batch)
}
