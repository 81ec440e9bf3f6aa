/** What bounds a rebuild's memory, and the time for which it holds the lock that every writer waits for. */
export interface RebuildLimits {
  /** Events handed to the code at once, under one time limit. */
  readonly batchEvents: number
  /** Positions, and time, between two checkpoints: what an interruption loses at most. Each writes every document. */
  readonly checkpointEvents: number
  readonly checkpointMs: number
  /** Bytes of entries, about, that are gathered before they are written, in key order. */
  readonly gatheredBytes: number
  /** Entries a transaction. */
  readonly commitEntries: number
  /** Documents held in memory; above it they are written out and forgotten. */
  readonly liveDocuments: number
}

/** A document is kept after so many events of its own, at the least. */
export const keep_every_events = 16

/** What an event takes up in the log besides its data and meta, about. */
export const event_columns_bytes = 48

/** A text is paid for by half as many bytes of the events that follow it. */
const paid_part = 2

/**
 * Whether the events since a document was last kept have paid for the text that was kept then. What is kept of a document
 * stays below twice what its events take up in the log, however large it is and grows, and a read folds at most half as
 * many bytes as the text has that it begins with.
 */
export function isPaidFor(keptLength: number, sinceBytes: number): boolean {
  return sinceBytes * paid_part >= keptLength
}

/** They change what a rebuild costs, never what it gives. */
export const rebuild_limits: RebuildLimits = {
  batchEvents: 4096,
  checkpointEvents: 4_194_304,
  checkpointMs: 10_000,
  gatheredBytes: 32 * 1024 * 1024,
  commitEntries: 10_000,
  liveDocuments: 50_000,
}
