import type { EventColumns, EventLog, RecordedEvent } from '../store/event.ts'
import { type Batch, batches } from './batches.ts'
import { projectionFailure } from './failure.ts'
import { EventHandling } from './handled-events.ts'
import { sortKeys } from './key-order.ts'
import type { Projection } from './projection.ts'

/** The keys of the documents that the events of a range touch, in key order. Folds nothing: only keys are computed. */
export function changedKeys(
  projection: Projection,
  log: EventLog,
  range: { after: number; upTo: number },
): readonly string[] {
  const touched = new TouchedKeys(projection)
  for (const batch of batches(log, { ...projection.query, ...range }))
    try {
      projection.realm.enter(() => touched.add(batch))
    } catch (error) {
      const { name, bundle } = projection
      throw projectionFailure(error, { name, bundle, event: touched.current() })
    }
  return sortKeys([...touched.keys])
}

class TouchedKeys {
  readonly keys = new Set<string>()
  /** The event whose keys are computed. */
  current: () => RecordedEvent | undefined = () => undefined
  readonly #projection: Projection
  readonly #handling: EventHandling

  constructor(projection: Projection) {
    this.#projection = projection
    this.#handling = new EventHandling(projection)
  }

  /** Valid only inside of `realm.enter`. */
  add({ runs, events, after, position }: Batch): void {
    for (const event of events) this.#addOne(event)
    for (const run of runs) this.#addRun(run, this.#handling.indexes(run, after, position))
  }

  #addOne(event: RecordedEvent): void {
    this.current = () => event
    if (this.#projection.handlerOf(event.type, event.stream) === undefined) return
    for (const key of this.#projection.keysOf(event)) this.keys.add(key)
  }

  #addRun(run: EventColumns, indexes: readonly number[]): void {
    const { keys: kind } = this.#projection
    if (kind === 'stream')
      for (const index of indexes) this.keys.add(run.streamName(run.streamIds[index] as number))
    else if (kind === 'fixed') {
      if (indexes.length > 0) this.keys.add(this.#projection.fixedKey)
    } else if (run.isExact) this.#addComputed(run, indexes)
    else for (const index of indexes) this.#addOne(run.event(index))
  }

  /** One parse of all the events. */
  #addComputed(run: EventColumns, indexes: readonly number[]): void {
    if (indexes.length === 0) return
    let at = 0
    this.current = () => run.event(indexes[at] as number)
    for (const view of this.#handling.views(run, indexes)) {
      for (const key of this.#projection.computedKeys(view)) this.keys.add(key)
      at++
    }
  }
}
