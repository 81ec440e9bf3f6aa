/**
 * What classes that the library's types name use of lmdb, in words of our own: lmdb's declarations do not compile in a
 * project that checks the declarations of its packages, so none of ours may import them.
 */
export interface LmdbTable {
  get(key: Buffer): Buffer | undefined
  /** In memory that the next read overwrites. */
  getBinaryFast(key: Buffer): Buffer | undefined
  getKeys(range: LmdbRange): Iterable<Buffer>
  getRange(range: LmdbRange): Iterable<{ readonly key: Buffer; readonly value: Buffer }>
  put(key: Buffer, value: Buffer): unknown
  remove(key: Buffer): unknown
}

export interface LmdbRange {
  readonly start: Buffer
  readonly exclusiveStart?: boolean
  readonly end: Buffer
  readonly inclusiveEnd?: boolean
  readonly reverse?: boolean
  readonly limit?: number
}

export interface LmdbTransactions {
  getWriteTxnId(): number
}

/** Whatever reads: each table, and the one of the tables. */
export interface LmdbReader {
  /**
   * Told when its read begins a transaction for reading, not when one of another does. By this name, because lmdb's own
   * `on` fails for it.
   */
  addListener(event: 'begin-transaction', listener: () => void): unknown
}
