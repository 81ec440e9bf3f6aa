import type { EventLog } from '../store/event.ts'
import type { Projection } from './projection.ts'
import type { Entries } from './versions.ts'

/** Where documents are kept, and what folds them on from there. */
export interface PairSource {
  readonly projection: Projection
  readonly log: EventLog
  /** A document's entries; of what is not stored, those of a fold in memory. */
  readonly entriesOf: (key: string, position: number) => Entries
}
