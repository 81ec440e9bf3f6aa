import { createHash } from 'node:crypto'
import { StoreBusyError } from '../errors.ts'
import {
  isCount,
  isFlag,
  isNumber,
  isText,
  listOf,
  optional,
  recordOf,
  storedRecord,
} from '../store/stored-record.ts'
import type { Table } from '../store/table.ts'
import type { TimePlace } from './time-order.ts'

/** How far a file with certain options is in the store. */
export interface LedgerEntry {
  /** Absolute. */
  readonly path: string
  readonly branch: string
  /** The options that decide what the file becomes, as words of a command line. */
  readonly words: readonly string[]
  /** When the last rows came in, by the store's clock; epoch ms. */
  readonly atMs: number
  /** The bytes that are in; with `--sort`, which reads the whole file first, all that were read. */
  readonly sizeBytes: number
  /** The size of the whole file, as it was then. */
  readonly fileBytes: number
  /** The rows that are in. */
  readonly rows: number
  /** The line to go on at. */
  readonly nextLine: number
  /** Hex SHA-256 of what is in: those bytes of the file, or with `--sort` those rows in their order. */
  readonly digest: string
  /** Hex SHA-256 of the first `sizeBytes` of the file. */
  readonly content: string
  /** Hex SHA-256 of the first `probeBytes` of the file: a cheap look whether another file begins like this one. */
  readonly probe: string
  readonly probeBytes: number
  /** Where the times of the rows stand, for the rows to come. */
  readonly time?: TimePlace
}

const key_bytes = 64

/** How a file is to be read: with which options, into which branch. */
export interface LedgerScope {
  readonly branch: string
  readonly words: readonly string[]
}

/**
 * The table `imports`: for a digest of the options and a path, how far the file is in. Written in the transaction of
 * each batch, so it is never ahead of the log and never behind it.
 *
 * A file is recognised by its path; what is in of it must be unchanged, what comes after may be mended, or have grown.
 * Under another path it is recognised when its size is the same too, so that a file that was moved is not imported
 * twice. A file that begins with all that another import brought in, with other options or of another file, is refused.
 */
export class ImportLedger {
  readonly scope: LedgerScope
  readonly #table: Table
  readonly #options: Buffer

  constructor(table: Table, scope: LedgerScope) {
    this.#table = table
    this.scope = scope
    this.#options = createHash('sha256')
      .update(JSON.stringify([scope.branch, ...scope.words]))
      .digest()
  }

  of(path: string): LedgerEntry | undefined {
    const key = this.#key(path)
    const value = this.#table.get(key)
    return value && entryOf(key, value)
  }

  /** Every file that was imported with these options. */
  all(): Generator<LedgerEntry> {
    const rest = Buffer.alloc(key_bytes - this.#options.length + 1, 0xff)
    return this.#entries(this.#options, Buffer.concat([this.#options, rest]))
  }

  /** Every file that was imported into this branch, with any options. */
  *ofBranch(): Generator<LedgerEntry> {
    for (const entry of this.#entries(Buffer.of(0), Buffer.alloc(key_bytes + 1, 0xff)))
      if (entry.branch === this.scope.branch) yield entry
  }

  *#entries(from: Buffer, to: Buffer): Generator<LedgerEntry> {
    for (const { key, value } of this.#table.entries({ from, to })) yield entryOf(key, value)
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

const isLedgerEntry = recordOf<LedgerEntry>({
  path: isText,
  branch: isText,
  words: listOf(isText),
  atMs: isNumber,
  sizeBytes: isCount,
  fileBytes: isCount,
  rows: isCount,
  nextLine: isCount,
  digest: isText,
  content: isText,
  probe: isText,
  probeBytes: isCount,
  time: optional(recordOf<TimePlace>({ ms: isNumber, finer: isText, fell: isFlag })),
})

function entryOf(key: Buffer, value: Buffer): LedgerEntry {
  return storedRecord({ table: 'imports', key, value }, isLedgerEntry)
}
