import type { FailedModel } from '../projection/model-failures.ts'

export interface LayOutRequest {
  readonly branch: string
  readonly position: number
  /** Replace files of the index that were edited; never others. */
  readonly force: boolean
  /** Removes the files of models that fail; they stay as they were when this is left out. */
  readonly dropsFailed?: boolean
  /** Runs in the transaction that records that the last file is in place. */
  readonly whenDone?: () => void
}

export interface LayOutProgress {
  readonly stage: 'comparing' | 'writing'
  readonly done: number
  /** Unknown while comparing. */
  readonly total: number | undefined
}

/** Counts of files. */
export interface LaidOut {
  readonly written: number
  readonly removed: number
  readonly unchanged: number
  readonly failed: readonly UnlaidModel[]
}

/** A read model that could not be laid out: the others were. */
export interface UnlaidModel extends FailedModel {
  /** Where its files are; undefined when it has none. */
  readonly position: number | undefined
}
