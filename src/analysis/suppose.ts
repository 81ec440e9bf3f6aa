import type { ReadModels } from '../projection/read-models.ts'
import type { Ambient, EventLog, NewEvent, RecordedEvent } from '../store/event.ts'
import { SupposedLog } from './supposed-log.ts'
import { SupposedModels } from './supposed-models.ts'

export interface SupposeRequest {
  /** The position that the events would have followed. */
  readonly at: number
  /** One without a time happens at the time of that position, at ROOT now. */
  readonly events: readonly NewEvent[]
  readonly ambient: Ambient
}

/** What would be, had these events happened: read models whose positions after `at` are theirs. */
export interface Supposition {
  readonly from: number
  readonly to: number
  /** As they would have been recorded, without those that are in the log already. */
  readonly events: readonly RecordedEvent[]
  readonly models: SupposedModels
}

/** At most so many events are checked and placed at once; ids are looked up before each. */
const batch_events = 4096

/**
 * Supposes that events had happened right after a position. Nothing is written.
 * @throws what an append of them would have thrown there.
 */
export function suppose(log: EventLog, reader: ReadModels, request: SupposeRequest): Supposition {
  const { at, events, ambient } = request
  const thenMs = log.at(at)?.timeMs
  const supposed = new SupposedLog(log, at, { ...ambient, nowMs: () => thenMs ?? ambient.nowMs() })
  for (let from = 0; from < events.length; from += batch_events)
    supposed.append({ events: events.slice(from, from + batch_events) })
  return {
    from: at,
    to: supposed.tip.position,
    events: [...supposed.read({ after: at })],
    models: new SupposedModels(reader, supposed, at),
  }
}
