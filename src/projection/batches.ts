import type { RecordedEvent } from '../store/event.ts'
import { rebuild_limits } from './limits.ts'

/** Events in lists of `size`, the last one shorter: what is handed to a projection's code at once. */
export function* batches(
  events: Iterable<RecordedEvent>,
  size = rebuild_limits.batchEvents,
): Generator<readonly RecordedEvent[]> {
  let batch: RecordedEvent[] = []
  for (const event of events) {
    batch.push(event)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
