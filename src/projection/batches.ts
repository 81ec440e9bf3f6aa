import type { EventColumns, EventLog, ReadQuery, RecordedEvent } from '../store/event.ts'
import { rebuild_limits } from './limits.ts'

/**
 * Events that a projection's code is given at once, under one time limit, in order of position: runs as they stand in
 * the log, which hold others besides, or single events. One of the two is empty.
 */
export interface Batch {
  readonly runs: readonly EventColumns[]
  readonly events: readonly RecordedEvent[]
  /** What the runs hold up to this position is not meant. */
  readonly after: number
  /** Of the last event that is meant. */
  readonly position: number
}

/** The events of a range: as runs, or singly where a few streams are named and an index leads to them. */
export function* batches(
  log: EventLog,
  query: Pick<ReadQuery, 'after' | 'upTo' | 'types' | 'streams' | 'categories'>,
  size = rebuild_limits.batchEvents,
): Generator<Batch> {
  if (query.streams === undefined) yield* batchesOfRuns(log.columns(query), size)
  else yield* batchesOfEvents(log.read(query), size)
}

function* batchesOfRuns(columns: Iterable<EventColumns>, size: number): Generator<Batch> {
  let runs: EventColumns[] = []
  let count = 0
  for (const run of columns) {
    if (run.count > size) {
      if (runs.length > 0) yield batchOfRuns(runs)
      yield* partsOf(run, size)
      runs = []
      count = 0
      continue
    }
    runs.push(run)
    count += run.count
    if (count < size) continue
    yield batchOfRuns(runs)
    runs = []
    count = 0
  }
  if (runs.length > 0) yield batchOfRuns(runs)
}

function batchOfRuns(runs: readonly EventColumns[]): Batch {
  return { runs, events: [], after: 0, position: lastOf(runs.at(-1) as EventColumns) }
}

/** A run that is longer than a batch. */
function* partsOf(run: EventColumns, size: number): Generator<Batch> {
  const last = lastOf(run)
  for (let after = run.firstPosition - 1; after < last; after += size)
    yield { runs: [run], events: [], after, position: Math.min(after + size, last) }
}

function lastOf({ firstPosition, count }: EventColumns): number {
  return firstPosition + count - 1
}

/** The same of events, in lists of `size`, the last one shorter. */
export function* batchesOfEvents(
  events: Iterable<RecordedEvent>,
  size = rebuild_limits.batchEvents,
): Generator<Batch> {
  let batch: RecordedEvent[] = []
  for (const event of events) {
    batch.push(event)
    if (batch.length < size) continue
    yield batchOfEvents(batch)
    batch = []
  }
  if (batch.length > 0) yield batchOfEvents(batch)
}

export function batchOfEvents(events: readonly RecordedEvent[]): Batch {
  return { runs: [], events, after: 0, position: events.at(-1)?.position ?? 0 }
}
