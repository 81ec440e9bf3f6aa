/** How LMDB opens the files of a store. In a file without LMDB's own types, which the public declarations must not need. */
export interface RootOptions {
  readonly readOnly: boolean
  /** Slots of the lock table, when this process is the first to open it. */
  readonly maxReaders?: number
}
