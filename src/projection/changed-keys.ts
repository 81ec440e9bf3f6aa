import type { EventLog } from '../store/event.ts'
import { batches } from './batches.ts'
import { projectionFailure } from './failure.ts'
import { compareKeys } from './key-order.ts'
import type { Projection } from './projection.ts'

/** The keys of the documents that the events of a range touch, in key order. Folds nothing: only keys are computed. */
export function changedKeys(
  projection: Projection,
  log: EventLog,
  range: { after: number; upTo: number },
): readonly string[] {
  const keys = new Set<string>()
  for (const batch of batches(log.read({ ...projection.query, ...range }))) {
    let current = batch[0]
    try {
      projection.realm.watched(() => {
        for (const event of batch) {
          current = event
          if (projection.handlerOf(event.type, event.stream) === undefined) continue
          for (const key of projection.keysOf(event)) keys.add(key)
        }
      })
    } catch (error) {
      throw projectionFailure(error, { name: projection.name, bundle: projection.bundle, event: current })
    }
  }
  return [...keys].sort(compareKeys)
}
