import { Block, type Names } from '../block.ts'
import { main_branch, positionKey } from '../keys.ts'
import type { PageTable } from './page-table.ts'

/** Single events of a branch, read page by page. */
export class PageHistory {
  readonly #table: PageTable
  readonly #names: Names

  constructor(table: PageTable, names: Names) {
    this.#table = table
    this.#names = names
  }

  /** The block that holds a position, and the event's index in it; undefined where there is none. */
  at(position: number): { block: Block; index: number } | undefined {
    if (!Number.isSafeInteger(position) || position < 1) return undefined
    const entry = this.#table.lastBefore(positionKey(main_branch, position + 1))
    if (entry === undefined || entry.key.readUInt32BE(0) !== main_branch) return undefined
    const block = new Block(entry.value, this.#names)
    return position > block.lastPosition ? undefined : { block, index: position - block.firstPosition }
  }
}
