import type { EventLog, RecordedEvent } from '../store/event.ts'
import { batches } from './batches.ts'
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
  const keys = new Set<string>()
  const handling = new EventHandling(projection)
  for (const batch of batches(log, { ...projection.query, ...range })) {
    let current: RecordedEvent | undefined
    const add = (event: RecordedEvent) => {
      current = event
      if (projection.handlerOf(event.type, event.stream) === undefined) return
      for (const key of projection.keysOf(event)) keys.add(key)
    }
    try {
      projection.realm.enter(() => {
        for (const event of batch.events) add(event)
        for (const run of batch.runs)
          for (const index of handling.indexes(run, batch.after, batch.position))
            if (projection.keys === 'stream') keys.add(run.streamName(run.streamIds[index] as number))
            else add(run.event(index))
      })
    } catch (error) {
      throw projectionFailure(error, { name: projection.name, bundle: projection.bundle, event: current })
    }
  }
  return sortKeys([...keys])
}
