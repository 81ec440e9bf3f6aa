import { deepStrictEqual } from 'node:assert'
import { UsageError } from './errors.ts'
import { batchOfEvents } from './projection/batches.ts'
import type { Bundle } from './projection/bundle.ts'
import type { ProjectionDefinition } from './projection/definition.ts'
import { empty_shelf } from './projection/document-shelf.ts'
import { Fold } from './projection/fold.ts'
import { Projection } from './projection/projection.ts'
import { OwnRealm } from './projection/realm.ts'
import { arrayEventLog } from './store/array-log.ts'
import type { EventLog, NewEvent, RecordedEvent } from './store/event.ts'

/** An event of a test. `stream` is `test-1`, and events are a second apart, where it does not say otherwise. */
export type GivenEvent = Omit<NewEvent, 'stream'> & { readonly stream?: string }

/** A document after one of the given events that its projection handles. */
export interface Step<State> {
  readonly event: RecordedEvent
  readonly key: string
  /** Undefined: there is none, or it was removed. */
  readonly document: State | undefined
}

/**
 * Tests a projection without a store, in any test runner. States are checked after each event as a store would check
 * them; only the guards against the clock and its like are missing.
 *
 * ```ts
 * const given = forProjection(orders)
 *
 * test('a line adds to the total', () => {
 *   given([{ type: 'LineAdded', data: { price: 5, quantity: 2 } }]).expect({ status: 'open', total: 10 })
 * })
 * ```
 * @throws {ProjectionInvalidError} what is given is not a definition.
 */
export function forProjection<State>(
  definition: ProjectionDefinition<State>,
): (events: readonly GivenEvent[]) => Given<State> {
  const projection = projectionOf(definition)
  return (events) => new Given<State>(projection, events)
}

/** What a projection makes of the given events. */
class Given<State> {
  readonly #projection: Projection
  readonly #events: readonly GivenEvent[]

  constructor(projection: Projection, events: readonly GivenEvent[]) {
    this.#projection = projection
    this.#events = events
  }

  /** The same with further events: what a test is about, apart from what leads there. */
  when(...events: readonly GivenEvent[]): Given<State> {
    return new Given<State>(this.#projection, [...this.#events, ...events])
  }

  /** Asserts what the one document is, or with `key` which of several: undefined when there is none. */
  expect(document: State | undefined, key?: string): void {
    const documents = this.documents()
    if (key === undefined && documents.size > 1)
      throw new UsageError(
        `the events leave ${documents.size} documents: say which with expect(document, key)`,
      )
    const [only] = documents.values()
    deepStrictEqual(key === undefined ? only : documents.get(key), document)
  }

  /** All documents, by key. */
  documents(): Map<string, State> {
    const documents = new Map<string, State>()
    for (const { key, document } of this.steps())
      if (document === undefined) documents.delete(key)
      else documents.set(key, document)
    return documents
  }

  /**
   * Each document that an event changes, after that event.
   * @throws {ProjectionFailedError} a handler throws, or leaves what is not JSON.
   */
  *steps(): Generator<Step<State>> {
    const projection = this.#projection
    const log = logOf(this.#events)
    const fold = new Fold(projection, { log, shelf: empty_shelf, keepEvery: Infinity, checksEach: true })
    for (const event of log.read()) {
      if (projection.handlerOf(event.type, event.stream) === undefined) continue
      fold.run(batchOfEvents([event]))
      for (const key of keysOf(projection, event)) {
        const live = fold.documents.get(key)
        const json = live === undefined ? null : fold.textOf(live)
        yield { event, key, document: json === null ? undefined : (JSON.parse(json) as State) }
      }
    }
  }
}

export type { Given }

/** The definition's own bundle: there is no file to name. */
const no_bundle: Omit<Bundle, 'entry'> = {
  code: '',
  sourceMap: '',
  files: [],
  fingerprint: '',
  codeDigest: '',
}

function projectionOf<State>(definition: ProjectionDefinition<State>): Projection {
  const bundle = { ...no_bundle, entry: `${definition?.name ?? 'projection'}` }
  return new Projection({ definition, bundle, realm: new OwnRealm(), again: () => projectionOf(definition) })
}

function keysOf(projection: Projection, event: RecordedEvent): readonly string[] {
  let keys: readonly string[] = []
  projection.realm.enter(() => {
    keys = projection.keysOf(event)
  })
  return keys
}

const first_ms = Date.UTC(2026, 0, 1)

function logOf(given: readonly GivenEvent[]): EventLog {
  let ids = 0
  let nowMs = first_ms
  const log = arrayEventLog({
    nowMs: () => nowMs,
    newId: () => `event-${++ids}`,
    newSalt: () => '0'.repeat(32),
  })
  for (const event of given) {
    log.append({ events: [{ stream: 'test-1', ...event }] })
    nowMs += 1000
  }
  return log
}
