import { createHash, type Hash } from 'node:crypto'
import type { Block, ImportRow } from './import-row.ts'

/** A running SHA-256 of what is in: the proof that a later run goes on with the same file. */
export interface Consumed {
  /** Adds the rows that follow those of the call before. */
  take(rows: readonly ImportRow[]): void
  /** Hex, of all that was taken. */
  digest(): string
}

/** Over the file's bytes. Holds the blocks that are read and not yet taken. */
export class ConsumedBytes implements Consumed {
  readonly #hash: Hash
  #offset: number
  #blocks: Block[] = []

  constructor(hash: Hash = createHash('sha256'), offset = 0) {
    this.#hash = hash
    this.#offset = offset
  }

  /** Blocks follow each other without gaps. */
  keep(block: Block): void {
    this.#blocks.push(block)
  }

  take(rows: readonly ImportRow[]): void {
    const end = rows.at(-1)?.end ?? this.#offset
    for (const { bytes, offset } of this.#blocks)
      this.#hash.update(bytes.subarray(Math.max(this.#offset - offset, 0), Math.max(end - offset, 0)))
    this.#blocks = this.#blocks.filter(({ bytes, offset }) => end < offset + bytes.length)
    this.#offset = end
  }

  digest(): string {
    return this.#hash.copy().digest('hex')
  }
}

/** Over the rows themselves, for an order that is not the file's. */
export class ConsumedRows implements Consumed {
  readonly #hash = createHash('sha256')

  take(rows: readonly ImportRow[]): void {
    for (const { event } of rows) {
      const { timeMs, stream, type, json, metaJson, id, salt } = event
      this.#hash.update(JSON.stringify([timeMs, stream, type, json, metaJson, id, salt]))
    }
  }

  digest(): string {
    return this.#hash.copy().digest('hex')
  }
}
