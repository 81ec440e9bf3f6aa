import { completed, withChecksum, withoutChecksum } from './checksum.ts'
import { namedFailure } from './lmdb-failure.ts'
import type { LmdbRange, LmdbTable } from './lmdb-members.ts'

/** A half-open range of keys, in the order of their bytes. */
export interface KeyRange {
  /** Inclusive. */
  readonly from: Buffer
  /** Exclusive. */
  readonly to: Buffer
  /** From the last key of the range to the first. */
  readonly reverse?: boolean
  readonly limit?: number
}

/** What the tables of an open store share. */
export interface TableState {
  /** Set when it was closed, and when the disk has failed so that LMDB can do no more: then LMDB would show an empty store. */
  failure: Error | undefined
  /** Keys and values put, and keys removed, in this commit. */
  writtenBytes: number
  /** The number of the outermost commit that is under way; 0 outside. While it is, nobody else changes anything. */
  commit: number
}

export interface TableEntry {
  readonly key: Buffer
  readonly value: Buffer
}

const slice_rows = 1000
const longest_key_bytes = 1978

/**
 * One named LMDB table: bytes under bytes, each value with a checksum that `es fsck` looks at. Keys are 1 to 1,978
 * bytes; LMDB answers silently wrong for longer ones, so length is checked here: nothing is put under one, and who asks
 * for one (a name that was typed can have any length) finds nothing. Writing is valid only inside `Store.commit`.
 */
export class Table {
  readonly #database: LmdbTable

  readonly #state: TableState

  constructor(database: LmdbTable, state: TableState) {
    this.#database = database
    this.#state = state
  }

  /** The number of the commit that is under way; 0 outside. */
  get commit(): number {
    return this.#state.commit
  }

  /** A copy of the value: valid for ever. */
  get(key: Buffer): Buffer | undefined {
    const stored = this.#stored(key)
    return stored && withoutChecksum(stored)
  }

  /** The value in memory that the next read of any table overwrites; takes half as long as `get` for a block. */
  peek(key: Buffer): Buffer | undefined {
    if (this.#state.failure !== undefined) throw this.#state.failure
    if (key.length > longest_key_bytes) return undefined
    try {
      const stored: Uint8Array | undefined = this.#database.getBinaryFast(checked(key))
      return stored && withoutChecksum(Buffer.from(stored.buffer, stored.byteOffset, stored.length))
    } catch (error) {
      throw namedFailure(error)
    }
  }

  /** The first keys of a half-open range, in order. */
  keys(from: Buffer, to: Buffer, limit = Number.MAX_SAFE_INTEGER): Buffer[] {
    return this.#keys({ start: bound(from), end: bound(to), limit })
  }

  /** The last key of a half-open range, or undefined. */
  lastKey(from: Buffer, to: Buffer): Buffer | undefined {
    const [start, end] = [bound(to), bound(from)]
    return this.#keys({ start, exclusiveStart: true, end, inclusiveEnd: true, reverse: true, limit: 1 })[0]
  }

  #keys(range: LmdbRange): Buffer[] {
    if (this.#state.failure !== undefined) throw this.#state.failure
    try {
      return [...this.#database.getKeys(range)]
    } catch (error) {
      throw namedFailure(error)
    }
  }

  #stored(key: Buffer): Buffer | undefined {
    if (this.#state.failure !== undefined) throw this.#state.failure
    if (key.length > longest_key_bytes) return undefined
    try {
      return this.#database.get(checked(key))
    } catch (error) {
      throw namedFailure(error)
    }
  }

  put(key: Buffer, value: Buffer): void {
    this.#state.writtenBytes += key.length + value.length
    void this.#database.put(checked(key), withChecksum(key, value))
  }

  /** The same for a value with `checksum_bytes` behind it, which are overwritten: it is not copied. */
  putInPlace(key: Buffer, padded: Buffer): void {
    this.#state.writtenBytes += key.length + padded.length
    void this.#database.put(checked(key), completed(key, padded))
  }

  remove(key: Buffer): void {
    this.#state.writtenBytes += key.length
    void this.#database.remove(checked(key))
  }

  /**
   * Entries of a range, fetched in slices, so that a slow consumer pins no old version of the file. Entries
   * written while it is drained may or may not be seen.
   */
  *entries(range: KeyRange): IterableIterator<TableEntry> {
    const { reverse = false } = range
    let { from, to } = range
    let left = range.limit ?? Number.POSITIVE_INFINITY
    while (left > 0) {
      const limit = Math.min(left, slice_rows)
      const slice = this.#slice({ from, to, reverse, limit })
      for (const { key, value } of slice) yield { key, value: withoutChecksum(value) }
      const last = slice.at(-1)
      if (last === undefined || slice.length < limit) return
      left -= slice.length
      if (reverse) to = last.key
      else from = Buffer.concat([last.key, Buffer.of(0)])
    }
  }

  #slice({ from, to, reverse, limit }: Required<KeyRange>): TableEntry[] {
    const [first, end] = [bound(from), bound(to)]
    const bounds = reverse
      ? { start: end, exclusiveStart: true, end: first, inclusiveEnd: true, reverse }
      : { start: first, end }
    if (this.#state.failure !== undefined) throw this.#state.failure
    try {
      return [...this.#database.getRange({ ...bounds, limit })]
    } catch (error) {
      throw namedFailure(error)
    }
  }

  /** The last entry of a range, or undefined. */
  last(from: Buffer, to: Buffer): TableEntry | undefined {
    for (const entry of this.entries({ from, to, reverse: true, limit: 1 })) return entry
    return undefined
  }
}

/** A table that can be built and looked into: LMDB's, or the one that `es fsck` compares a new index with. */
export type BuildableTable = Pick<Table, 'get' | 'put' | 'entries' | 'last'>

function checked(key: Buffer): Buffer {
  if (key.length === 0 || key.length > longest_key_bytes) throw new RangeError(`a key of ${key.length} bytes`)
  return key
}

/** A bound as LMDB takes it: no key is longer, so the beginning of one that is stands between the same keys. */
function bound(key: Buffer): Buffer {
  return key.length > longest_key_bytes ? key.subarray(0, longest_key_bytes) : key
}
