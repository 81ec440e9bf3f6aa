/** A document as it stands at a position: its key and its exact JSON text. */
export interface StoredDocument {
  readonly key: string
  readonly json: string
}

/**
 * Read models as of any position, for the code in `projections/` now. What the store does not hold is folded in
 * memory; which it was changes the speed, never the answer. Positions are 0 (`ROOT`) to the tip's.
 */
export interface ReadModelReader {
  /** The projections at hand, ordered by name. */
  readonly names: readonly string[]
  /** The document's JSON text; undefined when there is none at that position. */
  get(name: string, key: string, at: number): string | undefined
  /** All documents at a position, in the order of their keys' UTF-8 bytes. */
  documents(name: string, at: number): IterableIterator<StoredDocument>
  /** The keys of every document that may differ between two positions, either first, in key order; costs what changed between them. */
  changedKeys(name: string, from: number, to: number): readonly string[]
  /** Of the code that answers for this model: hex SHA-256. While it stays the same, so do the documents at a position. */
  fingerprint(name: string): string
}
