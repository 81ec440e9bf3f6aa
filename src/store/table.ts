import { StoreDamagedError } from '../errors.ts'
import { checksumIn, completed, hasRightChecksum, withChecksum, withoutChecksum } from './checksum.ts'
import { entryName } from './entry-name.ts'
import type { TableGuard } from './integrity/page-guard.ts'
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
/** The checksum of a longer value is looked at when it is read first, of a shorter one each time. */
const rememberedFromBytes = 512
/** About 8 MB of keys. */
const rememberedValues = 65_536
const fsckHint = "look at it with 'es fsck'"

/**
 * One named LMDB table: bytes under bytes, each value with a checksum that is looked at when it is read. Keys are 1 to
 * 1,978 bytes; LMDB answers silently wrong for longer ones, so length is checked here: nothing is put under one, and who
 * asks for one (a name that was typed can have any length) finds nothing. Writing is valid only inside `Store.commit`.
 *
 * Whatever reads throws {@link StoreDamagedError} where a value, or a page on the way to it, is damaged.
 */
export class Table {
  readonly #database: LmdbTable
  readonly #name: string
  readonly #state: TableState
  /** Undefined while a store is made. */
  readonly #guard: TableGuard | undefined
  /** Key → checksum of the values that were found right. */
  readonly #right = new Map<string, number>()

  constructor(
    database: LmdbTable,
    of: { readonly name: string; readonly state: TableState; readonly guard: TableGuard | undefined },
  ) {
    this.#database = database
    this.#name = of.name
    this.#state = of.state
    this.#guard = of.guard
  }

  /** The number of the commit that is under way; 0 outside. */
  get commit(): number {
    return this.#state.commit
  }

  /** A copy of the value: valid for ever. */
  get(key: Buffer): Buffer | undefined {
    return this.#read(key, () => this.#database.get(key))
  }

  /** The value in memory that the next read of any table overwrites; takes half as long as `get` for a block. */
  peek(key: Buffer): Buffer | undefined {
    return this.#read(key, () => {
      const stored: Uint8Array | undefined = this.#database.getBinaryFast(key)
      return stored && Buffer.from(stored.buffer, stored.byteOffset, stored.length)
    })
  }

  #read(key: Buffer, lookUp: () => Buffer | undefined): Buffer | undefined {
    if (this.#state.failure !== undefined) throw this.#state.failure
    if (key.length > longest_key_bytes) return undefined
    // Whatever was found right before, the pages on the way to it were looked at then.
    const name = this.#right.size === 0 ? '' : key.toString('latin1')
    const right = this.#right.get(name)
    try {
      if (right === undefined) this.#guard?.makeSafe(checked(key))
      const stored = lookUp()
      if (stored === undefined) {
        this.#guard?.prove(key)
        return undefined
      }
      return right !== undefined && isSame(stored, right)
        ? withoutChecksum(stored)
        : this.#verified(key, stored)
    } catch (error) {
      throw namedFailure(error)
    }
  }

  /** Its checksum is computed unless it was found right before. */
  #looked(key: Buffer, stored: Buffer): Buffer {
    const right = stored.length < rememberedFromBytes ? undefined : this.#right.get(key.toString('latin1'))
    return right !== undefined && isSame(stored, right)
      ? withoutChecksum(stored)
      : this.#verified(key, stored)
  }

  #verified(key: Buffer, stored: Buffer): Buffer {
    if (!hasRightChecksum(key, stored)) throw this.#damaged(key)
    if (stored.length >= rememberedFromBytes) {
      if (this.#right.size >= rememberedValues) this.#right.clear()
      this.#right.set(key.toString('latin1'), checksumIn(stored))
    }
    return withoutChecksum(stored)
  }

  #damaged(key: Buffer): StoreDamagedError {
    const what = `${entryName(this.#name, key)} of table '${this.#name}'`
    return new StoreDamagedError(`the store is damaged: ${what} does not match its checksum`, {
      hint: fsckHint,
    })
  }

  /** The first keys of a half-open range, in order. */
  keys(from: Buffer, to: Buffer, limit = Number.MAX_SAFE_INTEGER): Buffer[] {
    return this.#keys({ from, to, reverse: false, limit })
  }

  /** The last key of a half-open range, or undefined. */
  lastKey(from: Buffer, to: Buffer): Buffer | undefined {
    return this.#keys({ from, to, reverse: true, limit: 1 })[0]
  }

  #keys(range: Required<KeyRange>): Buffer[] {
    const keys: Buffer[] = []
    const walk = this.#walk(
      range,
      (bounds) => this.#database.getKeys(bounds),
      (key) => key,
    )
    for (const slice of walk) keys.push(...slice)
    return keys
  }

  put(key: Buffer, value: Buffer): void {
    this.#state.writtenBytes += key.length + value.length
    this.#guard?.prove(checked(key))
    void this.#database.put(key, withChecksum(key, value))
  }

  /** The same for a value with `checksum_bytes` behind it, which are overwritten: it is not copied. */
  putInPlace(key: Buffer, padded: Buffer): void {
    this.#state.writtenBytes += key.length + padded.length
    this.#guard?.prove(checked(key))
    void this.#database.put(key, completed(key, padded))
  }

  remove(key: Buffer): void {
    this.#state.writtenBytes += key.length
    this.#guard?.prove(checked(key))
    void this.#database.remove(key)
  }

  /**
   * Entries of a range, fetched in slices, so that a slow consumer pins no old version of the file. Entries
   * written while it is drained may or may not be seen.
   */
  *entries({ from, to, reverse = false, limit }: KeyRange): IterableIterator<TableEntry> {
    const range = { from, to, reverse, limit: limit ?? Number.POSITIVE_INFINITY }
    const slices = this.#walk(
      range,
      (bounds) => this.#database.getRange(bounds),
      ({ key }) => key,
    )
    for (const slice of slices)
      for (const { key, value } of slice) yield { key, value: this.#looked(key, value) }
  }

  /** What stands in a range, slice by slice, as far as the pages are known to be sound. */
  *#walk<T>(
    range: Required<KeyRange>,
    slice: (bounds: LmdbRange) => Iterable<T>,
    keyOf: (one: T) => Buffer,
  ): Generator<T[], void> {
    const { reverse } = range
    let { from, to, limit: left } = range
    while (left > 0) {
      const limit = Math.min(left, slice_rows)
      const window = this.#guard?.cover({ from, to, reverse, limit }) ?? { from, to }
      const rows = this.#rows(slice, { ...window, reverse, limit })
      this.#requireOrder(rows, keyOf, { ...window, reverse })
      if (rows.length > 0) yield rows
      left -= rows.length
      const last = rows.length < limit ? undefined : keyOf(rows.at(-1) as T)
      if (last === undefined && window.from === from && window.to === to) return
      if (reverse) to = last ?? window.from
      else from = last === undefined ? window.to : Buffer.concat([last, Buffer.of(0)])
    }
  }

  #rows<T>(slice: (bounds: LmdbRange) => Iterable<T>, range: Required<KeyRange>): T[] {
    const { reverse, limit } = range
    const [first, end] = [bound(range.from), bound(range.to)]
    const bounds = reverse
      ? { start: end, exclusiveStart: true, end: first, inclusiveEnd: true, reverse, limit }
      : { start: first, end, limit }
    if (this.#state.failure !== undefined) throw this.#state.failure
    try {
      return [...slice(bounds)]
    } catch (error) {
      throw namedFailure(error)
    }
  }

  /** A damaged tree can lead in a circle. */
  #requireOrder<T>(
    rows: readonly T[],
    keyOf: (one: T) => Buffer,
    { from, to, reverse }: { from: Buffer; to: Buffer; reverse: boolean },
  ): void {
    let before = reverse ? to : from
    for (const [index, row] of rows.entries()) {
      const key = keyOf(row)
      const order = key.compare(before)
      if (reverse ? order >= 0 : index === 0 ? order < 0 : order <= 0)
        throw new StoreDamagedError(
          `the store is damaged: the keys of table '${this.#name}' are not in order`,
          {
            hint: fsckHint,
          },
        )
      before = key
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

/** As it was when its checksum was found right. */
function isSame(stored: Buffer, right: number): boolean {
  return stored.length >= rememberedFromBytes && checksumIn(stored) === right
}

/** A bound as LMDB takes it: no key is longer, so the beginning of one that is stands between the same keys. */
function bound(key: Buffer): Buffer {
  return key.length > longest_key_bytes ? key.subarray(0, longest_key_bytes) : key
}
