export interface LayOutRequest {
  readonly branch: string
  readonly position: number
  /** Replace files of the index that were edited; never others. */
  readonly force: boolean
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
}
