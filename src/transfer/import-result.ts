import type { UnsureTimes } from './time-order.ts'

/** Told after each batch. */
export interface ImportProgress {
  /** Rows of the source that are in, those of earlier runs too. */
  readonly rows: number
  /** The line that comes next. */
  readonly nextLine: number
  readonly readBytes: number
  /** Undefined for a stream. */
  readonly totalBytes: number | undefined
}

export interface ImportResult {
  /** Events that this run appended, or with `dryRun` would have. */
  readonly appended: number
  /** Events whose id was known: they were there already. */
  readonly duplicates: number
  /** Rows that earlier runs of the same file had brought in. */
  readonly before: number
  /** The position before the first event of this run, and that of its last. */
  readonly from: number
  readonly to: number
  readonly branch: string
  /** By how many ms the clock was behind the tip at most, when the tip's time was used instead; 0 otherwise. */
  readonly clockHeldMs: number
  /** Rows whose local time leaves open which moment is meant, and which were taken nonetheless. */
  readonly unsureTimes: UnsureTimes
  /** The line of a last CSV record that has no line end, and may be cut off in its last cell. */
  readonly unendedLine: number | undefined
  readonly dryRun: boolean
}
