import type { BuildableTable, KeyRange, TableEntry } from '../table.ts'
import type { PageTable } from './page-table.ts'

/**
 * A table that an index is built into again, to be compared with the stored one: each entry is looked up by its key.
 * Entries that are written once are compared at once; those that are written over (`keeps`) are held until the end.
 */
export class ComparedTable implements BuildableTable {
  readonly #stored: PageTable
  readonly #keeps: (key: Buffer) => boolean
  readonly #differs: (key: Buffer, isMissing: boolean) => void
  readonly #kept = new Map<string, Buffer>()
  #found = 0

  constructor(from: {
    stored: PageTable
    keeps: (key: Buffer) => boolean
    differs: (key: Buffer, isMissing: boolean) => void
  }) {
    this.#stored = from.stored
    this.#keeps = from.keeps
    this.#differs = from.differs
  }

  put(key: Buffer, value: Buffer): void {
    if (this.#keeps(key)) this.#kept.set(key.toString('latin1'), value)
    else this.#compare(key, value)
  }

  get(key: Buffer): Buffer | undefined {
    return this.#kept.get(key.toString('latin1'))
  }

  entries(_range: KeyRange): IterableIterator<TableEntry> {
    throw new Error('an index is built by its keys')
  }

  last(): TableEntry | undefined {
    throw new Error('an index is built by its keys')
  }

  /** Compares what was held. Returns how many of the stored entries were looked up, all told. */
  end(): number {
    for (const [key, value] of this.#kept) this.#compare(Buffer.from(key, 'latin1'), value)
    return this.#found
  }

  #compare(key: Buffer, value: Buffer): void {
    const stored = this.#stored.get(key)
    if (stored !== undefined) this.#found++
    if (stored === undefined || !stored.value.equals(value)) this.#differs(key, stored === undefined)
  }
}
