import type { EventLog, RecordedEvent } from '../store/event.ts'
import { batches } from './batches.ts'
import { type DocumentShelf, empty_shelf, type LiveDocument } from './document-shelf.ts'
import { projectionFailure } from './failure.ts'
import { KeyError, type Projection } from './projection.ts'
import type { HandlerCall } from './realm.ts'
import { StateError } from './state-text.ts'
import { keyProblem } from './validate.ts'

export interface FoldOptions {
  /** Read again only to find the event that made a state which is not JSON. */
  readonly log: EventLog
  readonly shelf: DocumentShelf
  /** A document is kept after so many events of its own; Infinity: never. */
  readonly keepEvery: number
  /** Positions, ascending, as of which every document is kept: tags and snapshots. */
  readonly boundaries?: readonly number[]
  /** Only these documents; a document may also be left alone by events up to a position. */
  readonly accepts?: (key: string, position: number) => boolean
  /** Check each state after each event, not only when it is kept. */
  readonly checksEach?: boolean
  /** Told after each event of a document, which stands at its `lastPosition`. */
  readonly changed?: (document: Readonly<LiveDocument>) => void
}

/** Events whose data are parsed in one go. */
const calls_at_once = 256

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
  readonly #checksEach: boolean
  readonly #changed: FoldOptions['changed']
  readonly #log: EventLog
  #nextBoundary = 0
  /** The last boundary that the fold has passed. */
  #boundary = 0
  #current: RecordedEvent | undefined

  constructor(projection: Projection, options: FoldOptions) {
    this.projection = projection
    this.#shelf = options.shelf
    this.#keepEvery = options.keepEvery
    this.#accepts = options.accepts
    this.#boundaries = options.boundaries ?? []
    this.#checksEach = options.checksEach ?? false
    this.#changed = options.changed
    this.#log = options.log
  }

  /**
   * Folds events that follow those folded before. `watched: false` is only for events that this code has folded
   * before: they cannot loop for ever.
   * @throws {ProjectionFailedError} {@link InterruptedError}
   */
  run(events: Iterable<RecordedEvent>, options: { watched: boolean } = { watched: true }): void {
    const body = () => {
      for (const calls of this.#calls(events)) {
        this.projection.viewAll(calls)
        for (const call of calls) this.#apply(call)
      }
      this.#current = undefined
    }
    try {
      if (options.watched) this.projection.realm.watched(body)
      else body()
    } catch (error) {
      throw this.#failure(error)
    }
  }

  /** The events that have a handler, in lists short enough to be parsed at once. */
  *#calls(events: Iterable<RecordedEvent>): Generator<HandlerCall[]> {
    let calls: HandlerCall[] = []
    for (const event of events) {
      const { stream, type } = event
      const handler = this.projection.handlerOf(type, stream)
      if (handler === undefined) continue
      calls.push({ event, position: event.position, stream, type, handler, view: undefined })
      if (calls.length < calls_at_once) continue
      yield calls
      calls = []
    }
    if (calls.length > 0) yield calls
  }

  #apply(call: HandlerCall): void {
    const { projection } = this
    this.#current = call.event
    this.#passBoundaries(call.position)
    if (projection.keys === 'stream') this.#change(call.stream, call)
    else if (projection.keys === 'fixed') this.#change(projection.fixedKey, call)
    else {
      // The key function's event goes on to the first handler: both always run, so the answer never depends on it.
      call.view ??= projection.eventOf(call.event)
      for (const key of projection.computedKeys(call.view)) {
        this.#change(key, call)
        call.view = undefined
      }
    }
  }

  #change(key: string, { event, position, handler, view }: HandlerCall): void {
    if (this.#accepts !== undefined && !this.#accepts(key, position)) return
    const document = this.documents.get(key) ?? this.#open(key)
    if (document.lastPosition <= this.#boundary && document.since.length > 0) this.#keep(document)
    const state = document.state === undefined ? this.projection.init() : document.state
    const next = handler(state, view ?? this.projection.eventOf(event))
    if (next === undefined || next === state) document.state = state
    else if (next === null) document.state = undefined
    else document.state = notPromised(next)
    document.lastPosition = position
    if (this.#keepEvery !== Number.POSITIVE_INFINITY) document.since.push(position)
    if (this.#checksEach && document.state !== undefined) this.projection.states.text(document.state)
    this.#changed?.(document)
    if (document.since.length >= this.#keepEvery) this.#keep(document)
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
    this.#shelf.keep(document, this.#textOf(document))
    document.since = []
    document.tailPosition = 0
  }

  #textOf(document: LiveDocument): string | null {
    if (document.state === undefined) return null
    try {
      return this.projection.states.text(document.state)
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
      return projectionFailure(error, { name, bundle, event: this.#current })
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
  for (const batch of batches(log.read({ ...projection.query, ...streams, upTo }))) fold.run(batch)
}

/** @throws a handler's answer must be there when it returns. */
function notPromised(state: unknown): unknown {
  if (typeof state === 'object' && typeof (state as { then?: unknown }).then === 'function')
    throw new TypeError('a handler answered with a promise: it must not be async')
  return state
}
