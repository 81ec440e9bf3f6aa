import { afterPrefix } from '../store/keys.ts'
import type { Table, TableEntry } from '../store/table.ts'
import { decodeEntry, type Entry, encodeEntry } from './entry.ts'
import {
  documentKeyOf,
  entryKey,
  type GenerationId,
  generationPrefix,
  isOfOneDocument,
  positionOfEntry,
} from './entry-key.ts'
import { type Entries, type Version, versionAt } from './versions.ts'

/** Documents with more entries than this are not scanned. */
const scanned_entries = 64

/** Documents by their keys, in the order of their UTF-8 bytes: from one, up to before another. Undefined: no bound. */
export interface DocumentRange {
  readonly from: string | undefined
  readonly to: string | undefined
}

const all_documents: DocumentRange = { from: undefined, to: undefined }

/** One generation's entries in the table `documents`. Writing is valid only inside `Store.commit`. */
export class StoredEntries implements Entries {
  readonly #table: Table
  readonly #prefix: Buffer

  constructor(table: Table, id: GenerationId) {
    this.#table = table
    this.#prefix = generationPrefix(id)
  }

  *before(key: string, position: number): Iterable<Entry> {
    const from = entryKey(this.#prefix, key, 0)
    let to = entryKey(this.#prefix, key, position + 1)
    // One at a time: the first nearly always has the document, and a slice would fetch many that nobody reads.
    for (;;) {
      const last = this.#table.last(from, to)
      if (last === undefined) return
      yield decodeEntry(key, positionOfEntry(last.key), last.value)
      to = last.key
    }
  }

  after(key: string, position: number): Entry | undefined {
    const from = entryKey(this.#prefix, key, position + 1)
    const to = entryKey(this.#prefix, key, Number.MAX_SAFE_INTEGER)
    for (const entry of this.#table.entries({ from, to, limit: 1 }))
      return decodeEntry(key, positionOfEntry(entry.key), entry.value)
    return undefined
  }

  /** The keys of all documents that ever were, in the order of their UTF-8 bytes. */
  *keys(): IterableIterator<string> {
    for (const [first] of this.#documents(all_documents)) yield documentKeyOf(first!.key)
  }

  /** All entries, by document in key order, each document's in order of position. */
  *all(): Generator<Entry> {
    for (const { key, value } of this.#table.entries({ from: this.#prefix, to: afterPrefix(this.#prefix) }))
      yield decodeEntry(documentKeyOf(key), positionOfEntry(key), value)
  }

  /** Every document as of a position, in key order; only those from a key up to before another, where they are given. */
  *versions(at: number, range: DocumentRange = all_documents): Generator<[key: string, version: Version]> {
    for (const rows of this.#documents(range)) {
      const key = documentKeyOf(rows[0]!.key)
      const isWhole = rows.length <= scanned_entries
      yield [key, versionAt(isWhole ? new ScannedEntries(rows) : this, key, at)]
    }
  }

  /** The entries of each document: all of them, or the first when it has more than are scanned. */
  *#documents(range: DocumentRange): Generator<readonly TableEntry[]> {
    let from = range.from === undefined ? this.#prefix : entryKey(this.#prefix, range.from, 0)
    const to = range.to === undefined ? afterPrefix(this.#prefix) : entryKey(this.#prefix, range.to, 0)
    for (;;) {
      const { isSkipped, rows } = yield* this.#documentsFrom(from, to)
      if (rows.length > 0) yield rows
      if (!isSkipped) return
      from = entryKey(this.#prefix, documentKeyOf(rows[0]!.key), Number.MAX_SAFE_INTEGER)
    }
  }

  /** Scans until a document has too many entries, or to the end; returns the last document's. */
  *#documentsFrom(
    from: Buffer,
    to: Buffer,
  ): Generator<TableEntry[], { isSkipped: boolean; rows: TableEntry[] }> {
    let rows: TableEntry[] = []
    for (const row of this.#table.entries({ from, to })) {
      if (rows.length > 0 && !isOfOneDocument(rows[0]!.key, row.key)) {
        yield rows
        rows = []
      }
      rows.push(row)
      if (rows.length > scanned_entries) return { isSkipped: true, rows }
    }
    return { isSkipped: false, rows }
  }

  put(entry: Entry): void {
    this.putEncoded(entry.key, entry.position, encodeEntry(entry))
  }

  putEncoded(key: string, position: number, value: Buffer): void {
    this.#table.putInPlace(entryKey(this.#prefix, key, position), value)
  }

  remove(key: string, position: number): void {
    this.#table.remove(entryKey(this.#prefix, key, position))
  }

  /** Removes some of what is left of the generation; true when nothing is. */
  removeSome(limit: number): boolean {
    const range = { from: this.#prefix, to: afterPrefix(this.#prefix), limit }
    const entries = [...this.#table.entries(range)]
    for (const { key } of entries) this.#table.remove(key)
    return entries.length < limit
  }
}

/** All entries of one document, in order, as they came out of the table. */
class ScannedEntries implements Entries {
  readonly #rows: readonly TableEntry[]

  constructor(rows: readonly TableEntry[]) {
    this.#rows = rows
  }

  *before(key: string, position: number): Iterable<Entry> {
    for (let index = this.#rows.length - 1; index >= 0; index--) {
      const row = this.#rows[index]!
      const at = positionOfEntry(row.key)
      if (at <= position) yield decodeEntry(key, at, row.value)
    }
  }

  after(key: string, position: number): Entry | undefined {
    const row = this.#rows.find((one) => positionOfEntry(one.key) > position)
    return row && decodeEntry(key, positionOfEntry(row.key), row.value)
  }
}
