import type { Block } from './block.ts'

/** Which texts of a block. */
export interface TextColumn {
  text(index: number): string
  /** The texts from index `from` to before `to`, joined by commas. */
  texts(from: number, to: number): string
}

export function dataColumn(block: Block): TextColumn {
  return { text: (index) => block.dataText(index), texts: (from, to) => block.dataTexts(from, to) }
}

export function metaColumn(block: Block): TextColumn {
  return { text: (index) => block.metaText(index), texts: (from, to) => block.metaTexts(from, to) }
}

/**
 * The parsed data (or meta) of the events that a scan yields from one block. The second one that is asked for parses
 * all that are left in one go: one `JSON.parse` of many texts costs less than many. Each value is handed out as the
 * one object of its event, and to no other read. All texts must be exact.
 */
export class BlockValues {
  readonly #column: TextColumn
  /** Indexes in the block, in the order of the scan. */
  readonly #indexes: readonly number[]
  #isAsked = false
  /** From this place of `indexes` on. */
  #values: unknown[] | undefined
  #next = 0

  constructor(column: TextColumn, indexes: readonly number[]) {
    this.#column = column
    this.#indexes = indexes
  }

  value(index: number): unknown {
    if (!this.#isAsked) {
      this.#isAsked = true
      return JSON.parse(this.#column.text(index))
    }
    this.#values ??= this.#parseFrom(index)
    // Nearly always the scan asks in its own order.
    while (this.#next < this.#indexes.length && this.#indexes[this.#next] !== index) this.#next++
    const place = this.#next - (this.#indexes.length - this.#values.length)
    if (place < 0 || place >= this.#values.length) return this.#again(index)
    this.#next++
    return this.#values[place]
  }

  /** Asked for out of order: from its text, and the order is taken up again. */
  #again(index: number): unknown {
    this.#next = 0
    return JSON.parse(this.#column.text(index))
  }

  #parseFrom(index: number): unknown[] {
    this.#next = this.#indexes.indexOf(index)
    return JSON.parse(`[${this.#texts(this.#indexes.slice(this.#next))}]`) as unknown[]
  }

  #texts(indexes: readonly number[]): string {
    const first = indexes[0] as number
    const last = indexes.at(-1) as number
    if (last - first === indexes.length - 1) return this.#column.texts(first, last + 1)
    return indexes.map((at) => this.#column.text(at)).join(',')
  }
}
