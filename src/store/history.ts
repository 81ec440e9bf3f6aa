import { Block, type Names } from './block.ts'
import { BlockRecordedEvent } from './block-event.ts'
import { genesis_hash } from './chain.ts'
import type { RecordedEvent, Tip } from './event.ts'
import { positionKey } from './keys.ts'
import type { Table } from './table.ts'

const remembered_blocks = 64

/** The part of a block that a walk has come to: the indexes from `first` up to and including `last`. */
export interface BlockPart {
  readonly block: Block
  readonly first: number
  readonly last: number
}

/** A branch's blocks: finding the one that holds a position, and walking them in order. */
export class History {
  readonly #table: Table
  readonly #branch: number
  readonly #names: Names
  /** Recently used blocks by their first position. An event never changes, so an entry is right whatever was folded since. */
  readonly #recent = new Map<number, Block>()
  /** The newest block, as long as the commit is under way in which it was read, and puts no other. */
  #tip: Block | undefined
  #tipOf = 0

  constructor(table: Table, branch: number, names: Names) {
    this.#table = table
    this.#branch = branch
    this.#names = names
  }

  /** The newest block; undefined in an empty branch. */
  tipBlock(): Block | undefined {
    const { commit } = this.#table
    if (commit !== 0 && this.#tipOf === commit) return this.#tip
    const last = this.#table.last(positionKey(this.#branch, 0), positionKey(this.#branch + 1, 0))
    this.#tip = last && this.#decode(last.value)
    this.#tipOf = commit
    return this.#tip
  }

  get tip(): Tip {
    const block = this.tipBlock()
    if (block === undefined) return { position: 0, hash: genesis_hash, timeMs: Number.NEGATIVE_INFINITY }
    return { position: block.lastPosition, hash: block.lastHash, timeMs: block.lastTimeMs }
  }

  /** The block that holds a position from 1 to the tip's; undefined outside. */
  blockAt(position: number): Block | undefined {
    if (position < 1) return undefined
    const direct = this.#recent.get(position)
    if (direct !== undefined) return direct
    for (const block of this.#recent.values())
      if (block.firstPosition <= position && position <= block.lastPosition) return block
    const value = this.#table.get(positionKey(this.#branch, position))
    const found =
      value ?? this.#table.last(positionKey(this.#branch, 0), positionKey(this.#branch, position + 1))?.value
    if (found === undefined) return undefined
    const block = this.#decode(found)
    if (position > block.lastPosition) return undefined
    this.#remember(block)
    return block
  }

  event(position: number): RecordedEvent | undefined {
    const block = this.blockAt(position)
    return block && new BlockRecordedEvent(block, position - block.firstPosition)
  }

  /**
   * The blocks that hold the positions after `after` up to `upTo`, in order or newest first, each position once: a fold
   * by any process while this is drained gives a block that begins before what was already walked.
   */
  *parts(after: number, upTo: number, reverse = false): IterableIterator<BlockPart> {
    for (let position = reverse ? upTo : after + 1; after < position && position <= upTo; ) {
      const block = this.#scanned(position)
      if (block === undefined) return
      const from = reverse ? Math.max(after + 1, block.firstPosition) : position
      const to = reverse ? position : Math.min(upTo, block.lastPosition)
      yield { block, first: from - block.firstPosition, last: to - block.firstPosition }
      position = reverse ? from - 1 : to + 1
    }
  }

  /** Like `blockAt`, but a scan does not push the recently used out. */
  #scanned(position: number): Block | undefined {
    const known = this.#recent.get(position)
    if (known !== undefined) return known
    const value =
      this.#table.get(positionKey(this.#branch, position)) ??
      this.#table.last(positionKey(this.#branch, 0), positionKey(this.#branch, position + 1))?.value
    if (value === undefined) return undefined
    const block = this.#decode(value)
    return position > block.lastPosition ? undefined : block
  }

  put(firstPosition: number, value: Buffer): void {
    this.#tipOf = 0
    this.#table.put(positionKey(this.#branch, firstPosition), value)
  }

  remove(firstPosition: number): void {
    this.#tipOf = 0
    this.#table.remove(positionKey(this.#branch, firstPosition))
  }

  forget(): void {
    this.#tipOf = 0
    this.#recent.clear()
  }

  #decode(value: Buffer): Block {
    return new Block(value, this.#names)
  }

  #remember(block: Block): void {
    if (this.#recent.size >= remembered_blocks) {
      const [oldest] = this.#recent.keys()
      this.#recent.delete(oldest as number)
    }
    this.#recent.set(block.firstPosition, block)
  }
}
