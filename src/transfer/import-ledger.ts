import { createHash } from 'node:crypto'
import { StoreBusyError } from '../errors.ts'
import type { Table } from '../store/table.ts'

/** How far a file with certain options is in the store. */
export interface LedgerEntry {
  /** Absolute. */
  readonly path: string
  /** The bytes that are in; with `--sort`, which reads the whole file first, the file's size. */
  readonly sizeBytes: number
  /** The size of the whole file, as it was then. */
  readonly fileBytes: number
  /** The rows that are in. */
  readonly rows: number
  /** The line to go on at. */
  readonly nextLine: number
  /** Hex SHA-256 of what is in: those bytes of the file, or with `--sort` those rows in their order. */
  readonly digest: string
  /** Hex SHA-256 of the first `probeBytes` of the file: a cheap look whether another file begins like this one. */
  readonly probe: string
  readonly probeBytes: number
}

const key_bytes = 64

/**
 * The table `imports`: for a digest of the options and a path, how far the file is in. Written in the transaction of
 * each batch, so it is never ahead of the log and never behind it.
 *
 * A file is recognised by its path; what is in of it must be unchanged, what comes after may be mended, or have grown.
 * Under another path it is recognised when its size is the same too, so that a file that was moved is not imported
 * twice, and one that only begins like another is imported whole.
 */
export class ImportLedger {
  readonly #table: Table
  readonly #options: Buffer

  /** @param optionsDigest hex, 64 digits */
  constructor(table: Table, optionsDigest: string) {
    this.#table = table
    this.#options = Buffer.from(optionsDigest, 'hex')
  }

  of(path: string): LedgerEntry | undefined {
    const value = this.#table.get(this.#key(path))
    return value === undefined ? undefined : entryOf(value)
  }

  /** Every file that was imported with these options. */
  *all(): Generator<LedgerEntry> {
    const to = Buffer.concat([this.#options, Buffer.alloc(key_bytes - this.#options.length + 1, 0xff)])
    for (const { value } of this.#table.entries({ from: this.#options, to })) yield entryOf(value)
  }

  /**
   * Moves a file's entry on. Valid only inside `Store.commit`.
   * @param before what the entry was when this import began, or what it has put last.
   * @throws {StoreBusyError} it is something else: another process imports the same file.
   */
  replace(before: LedgerEntry | undefined, entry: LedgerEntry): void {
    const now = this.of(entry.path)
    if (now?.rows !== before?.rows || now?.digest !== before?.digest)
      throw new StoreBusyError('another process imports the same file')
    this.#table.put(this.#key(entry.path), Buffer.from(JSON.stringify(entry)))
  }

  #key(path: string): Buffer {
    return Buffer.concat([this.#options, createHash('sha256').update(path).digest()])
  }
}

function entryOf(value: Buffer): LedgerEntry {
  return JSON.parse(value.toString('utf8')) as LedgerEntry
}
