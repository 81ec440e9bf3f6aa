import type { EventLog } from '../store/event.ts'
import type { RefReader } from '../store/refs.ts'

/** What a revision is looked up in. */
export interface RevisionContext {
  /** The branch that HEAD is on. */
  readonly log: EventLog
  readonly refs: RefReader
  /** The clock that words such as `yesterday` are relative to, epoch ms. */
  readonly nowMs: number
  /** True in a script, where an ambiguous name is an error and not a warning. */
  readonly script: boolean
  /** What HEAD stands for (`--at R`); where the store's HEAD is, when left out. */
  readonly at?: ResolvedRevision | undefined
}

/** The position that HEAD stands for. */
export function headPosition({ at, refs, log }: RevisionContext): number {
  return at?.position ?? refs.head.position ?? log.tip.position
}

/** One position, and how it was named. */
export interface ResolvedRevision {
  /** 0 (`ROOT`) to the tip's. */
  readonly position: number
  readonly branch: string
  /** The revision in its canonical form: it can be typed again. */
  readonly revision: string
  /** What a person should know about how it was understood. */
  readonly warnings: readonly string[]
  /** The moment that a time was understood as, epoch ms; of a day its last. Undefined for other revisions. */
  readonly resolvedTimeMs?: number
}
