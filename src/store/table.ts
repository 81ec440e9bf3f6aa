import { StoreDamagedError } from '../errors.ts'
import { checksum_bytes, checksumIn, completed, hasRightChecksum, withChecksum } from './checksum.ts'
import { entryName } from './entry-name.ts'
import type { TableGuard } from './integrity/page-guard.ts'
import { namedFailure } from './lmdb-failure.ts'
import type { LmdbRange, LmdbTable } from './lmdb-members.ts'
import { RightValues } from './right-values.ts'

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
  /** Rises whenever LMDB may begin to show a newer state. */
  snapshot: number
}

export interface TableEntry {
  readonly key: Buffer
  readonly value: Buffer
}

/** What a walk comes to: entries, or their keys alone. */
interface Rows<T> {
  readonly slice: (bounds: LmdbRange) => Iterable<T>
  readonly keyOf: (row: T) => Buffer
}

/** A slice of a walk, and what is left of its range; undefined when that is nothing. */
interface Step<T> {
  readonly rows: T[]
  readonly rest: Required<KeyRange> | undefined
}

const slice_rows = 1000
const longest_key_bytes = 1978
/** The checksum of a longer value is looked at when it is read first, of a shorter one each time. */
const rememberedFromBytes = 512
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
  readonly #right = new RightValues()

  readonly #keyRows: Rows<Buffer> = {
    slice: (bounds) => this.#database.getKeys(bounds),
    keyOf: (key) => key,
  }
  readonly #entryRows: Rows<TableEntry> = {
    slice: (bounds) => this.#database.getRange(bounds),
    keyOf: ({ key }) => key,
  }

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

  /**
   * The state that LMDB shows just now, as a number; outside of a commit. Where it is the same as before, so is all that is
   * read, unless this process has returned to its event loop in between.
   */
  get snapshot(): number {
    if (this.#state.failure !== undefined) throw this.#state.failure
    return this.#state.snapshot
  }

  /** A copy of the value: valid for ever. */
  get(key: Buffer): Buffer | undefined {
    return this.#read(key, false)
  }

  /** The value in memory that the next read of any table overwrites; takes half as long as `get` for a block. */
  peek(key: Buffer): Buffer | undefined {
    return this.#read(key, true)
  }

  #read(key: Buffer, isPeeked: boolean): Buffer | undefined {
    if (this.#state.failure !== undefined) throw this.#state.failure
    if (key.length > longest_key_bytes) return undefined
    // Whatever was found right before, the pages on the way to it were looked at then.
    const right = this.#right.checksumOf(key)
    try {
      if (right === undefined) this.#guard?.makeSafe(checked(key))
      const stored = isPeeked ? this.#database.getBinaryFast(key) : this.#database.get(key)
      if (stored === undefined) {
        this.#guard?.prove(key)
        return undefined
      }
      return this.#looked(key, stored, right)
    } catch (error) {
      throw namedFailure(error)
    }
  }

  /** Its checksum is computed unless it was found right before, and is the same since. */
  #looked(key: Buffer, stored: Buffer, right: number | undefined): Buffer {
    // Of the memory that the next read overwrites, `length` is all that can be relied on.
    const { length } = stored
    const isLong = length >= rememberedFromBytes
    if (!isLong || right === undefined || checksumIn(stored) !== right) {
      const whole = Buffer.from(stored.buffer, stored.byteOffset, length)
      if (!hasRightChecksum(key, whole)) throw this.#damaged(key)
      if (isLong) this.#right.add(key, checksumIn(whole))
    }
    return Buffer.from(stored.buffer, stored.byteOffset, length - checksum_bytes)
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
    return this.#last({ from, to, reverse: true, limit: 1 }, this.#keyRows)
  }

  #keys(range: Required<KeyRange>): Buffer[] {
    const keys: Buffer[] = []
    for (const slice of this.#walk(range, this.#keyRows)) keys.push(...slice)
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
    for (const slice of this.#walk(range, this.#entryRows))
      for (const entry of slice) yield this.#checked(entry)
  }

  #checked({ key, value }: TableEntry): TableEntry {
    const right = value.length < rememberedFromBytes ? undefined : this.#right.checksumOf(key)
    return { key, value: this.#looked(key, value, right) }
  }

  /** The rows of a range, slice by slice, as far as the pages are known to be sound. */
  *#walk<T>(range: Required<KeyRange>, rows: Rows<T>): Generator<T[], void> {
    for (let rest: Required<KeyRange> | undefined = range; rest !== undefined; ) {
      const step: Step<T> = this.#step(rest, rows)
      if (step.rows.length > 0) yield step.rows
      rest = step.rest
    }
  }

  /** The first row of such a walk. Without a generator, since the newest block is looked for often. */
  #last<T>(range: Required<KeyRange>, rows: Rows<T>): T | undefined {
    for (let rest: Required<KeyRange> | undefined = range; rest !== undefined; ) {
      const step: Step<T> = this.#step(rest, rows)
      if (step.rows.length > 0) return step.rows[0]
      rest = step.rest
    }
    return undefined
  }

  // Objects are written out member by member: copying them took half of the time of such a look.
  #step<T>(range: Required<KeyRange>, { slice, keyOf }: Rows<T>): Step<T> {
    const { from, to, reverse, limit: left } = range
    const limit = Math.min(left, slice_rows)
    const window = this.#guard?.cover({ from, to, reverse, limit }) ?? range
    const rows = this.#rows(slice, { from: window.from, to: window.to, reverse, limit })
    this.#requireOrder(rows, keyOf, reverse ? window.to : window.from, reverse)
    const last = rows.length < limit ? undefined : keyOf(rows[limit - 1] as T)
    const isAll = last === undefined && window.from === from && window.to === to
    if (isAll || rows.length === left) return { rows, rest: undefined }
    const rest = { from, to, reverse, limit: left - rows.length }
    if (reverse) rest.to = last ?? window.from
    else rest.from = last === undefined ? window.to : Buffer.concat([last, Buffer.of(0)])
    return { rows, rest }
  }

  #rows<T>(slice: (bounds: LmdbRange) => Iterable<T>, range: Required<KeyRange>): T[] {
    const { reverse, limit } = range
    const first = bound(range.from)
    const end = bound(range.to)
    const bounds = reverse
      ? { start: end, exclusiveStart: true, end: first, inclusiveEnd: true, reverse, limit }
      : { start: first, end, limit }
    if (this.#state.failure !== undefined) throw this.#state.failure
    try {
      return Array.from(slice(bounds))
    } catch (error) {
      throw namedFailure(error)
    }
  }

  /** A damaged tree can lead in a circle. */
  #requireOrder<T>(rows: readonly T[], keyOf: (row: T) => Buffer, start: Buffer, reverse: boolean): void {
    let before = start
    for (let index = 0; index < rows.length; index++) {
      const key = keyOf(rows[index] as T)
      const order = key.compare(before)
      if (reverse ? order >= 0 : index === 0 ? order < 0 : order <= 0) throw this.#disordered()
      before = key
    }
  }

  #disordered(): StoreDamagedError {
    const reason = `the keys of table '${this.#name}' are not in order`
    return new StoreDamagedError(`the store is damaged: ${reason}`, { hint: fsckHint })
  }

  /** The last entry of a range, or undefined. */
  last(from: Buffer, to: Buffer): TableEntry | undefined {
    const entry = this.#last({ from, to, reverse: true, limit: 1 }, this.#entryRows)
    return entry && this.#checked(entry)
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
