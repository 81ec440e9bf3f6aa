import { StoreDamagedError } from '../errors.ts'
import { Block, type Names } from './block.ts'
import { BlockRecordedEvent } from './block-event.ts'
import { BlockStarts } from './block-starts.ts'
import { genesis_hash } from './chain.ts'
import type { RecordedEvent, Tip } from './event.ts'
import { positionKey, readU64 } from './keys.ts'
import { PickedEvent } from './picked-event.ts'
import type { Table } from './table.ts'

const remembered_blocks = 64
/** LMDB begins to show a newer state when this process has returned to its event loop, of which nobody tells. */
const remembered_tip_ms = 1
/** About 10 MB. */
const remembered_ends = 65_536

/** The part of a block that a walk has come to: the indexes from `first` up to and including `last`. */
export interface BlockPart {
  readonly block: Block
  readonly first: number
  readonly last: number
}

/** An event's place in order and in time. */
export interface Place {
  readonly position: number
  readonly timeMs: number
}

/** Where a block begins and ends. */
export interface BlockEnds {
  readonly first: Place
  readonly last: Place
}

/** A branch's blocks: finding the one that holds a position, and walking them in order. */
export class History {
  readonly #table: Table
  readonly #branch: number
  readonly #names: Names
  readonly #starts: BlockStarts
  /**
   * Recently used blocks by their first position. What one says of its events stays right; the extent of a block of the
   * tail does not, so those that a fold has replaced are dropped as soon as a newer block shows it.
   */
  readonly #recent = new Map<number, Block>()
  /** Of sealed blocks, which never change, by their first positions. */
  readonly #ends = new Map<number, BlockEnds>()
  /** The newest block, as long as the commit is under way in which it was read, and puts no other. */
  #tip: Block | undefined
  #tipOf = 0
  /** What the newest block was outside of a commit, and when that was read. */
  #shownTip: { readonly tip: Tip; readonly snapshot: number; readonly readMs: number } | undefined
  /** The tail begins here or later: every block of a tail that begins before was folded. */
  #tailStart = 0
  /** The remembered block that was used last. */
  #last: Block | undefined
  /** The first positions of blocks that were looked at once: who comes again will come a third time. */
  readonly #seenOnce = new Set<number>()
  /**
   * The positions of the event that was picked last, and of the one before it in its stream: who reads a stream
   * backwards asks for that next.
   */
  #pickedPosition = 0
  #pickedPrevious = 0

  constructor(table: Table, branch: number, names: Names) {
    this.#table = table
    this.#branch = branch
    this.#names = names
    this.#starts = new BlockStarts(table, branch)
  }

  /** The newest block; undefined in an empty branch. */
  tipBlock(): Block | undefined {
    const { commit } = this.#table
    if (commit !== 0 && this.#tipOf === commit) return this.#tip
    const last = this.#table.last(positionKey(this.#branch, 0), positionKey(this.#branch + 1, 0))
    this.#tip = last && this.#decode(last.value, readU64(last.key, 4))
    this.#tipOf = commit
    return this.#tip
  }

  /** Outside of a commit: at most so much older than LMDB's state, as what was read a moment earlier. */
  get tip(): Tip {
    if (this.#table.commit !== 0) return tipOf(this.tipBlock())
    const known = this.#shownTip
    if (known?.snapshot === this.#table.snapshot && performance.now() - known.readMs < remembered_tip_ms)
      return known.tip
    const tip = tipOf(this.#peekedTip())
    this.#shownTip = { tip, snapshot: this.#table.snapshot, readMs: performance.now() }
    return tip
  }

  #peekedTip(): Block | undefined {
    const key = this.#table.lastKey(positionKey(this.#branch, 0), positionKey(this.#branch + 1, 0))
    const value = key && this.#table.peek(key)
    return value && this.#decode(value, readU64(key, 4))
  }

  /** The block that holds a position from 1 to the tip's; undefined outside. */
  blockAt(position: number): Block | undefined {
    const known = this.#known(position)
    if (known !== undefined) return known
    const block = this.#peek(position)
    if (block === undefined || this.#recent.get(block.firstPosition) === block) return block
    return this.#remember(block)
  }

  /**
   * Looks at the block that holds a position, without copying it: `of` must keep nothing of it, and read nothing else
   * meanwhile. Undefined when there is no such position. The block may be of a tail that another process has folded
   * since: it may end before the one of which `endsAround` tells.
   */
  look<T>(position: number, of: (block: Block, index: number) => T): T | undefined {
    const block = this.#known(position) ?? this.#peek(position)
    return block && of(block, position - block.firstPosition)
  }

  /** The ends of the block that holds a position; undefined when there is no such position. */
  endsAround(position: number): BlockEnds | undefined {
    const start = this.#starts.startOf(position)
    const known = start === undefined ? undefined : this.#ends.get(start)
    if (known !== undefined && position <= known.last.position) return known
    return this.look(position, (block) => {
      const ends = {
        first: { position: block.firstPosition, timeMs: block.timeMsAt(0) },
        last: { position: block.lastPosition, timeMs: block.lastTimeMs },
      }
      if (this.#ends.size >= remembered_ends) this.#ends.clear()
      if (block.sealed) this.#ends.set(block.firstPosition, ends)
      return ends
    })
  }

  event(position: number): RecordedEvent | undefined {
    const known = this.#known(position)
    if (known !== undefined) return new BlockRecordedEvent(known, position - known.firstPosition)
    const block = this.#peek(position)
    if (block === undefined) return undefined
    const index = position - block.firstPosition
    if (this.#recent.get(block.firstPosition) === block) return new BlockRecordedEvent(block, index)
    this.#pickedPosition = position
    this.#pickedPrevious = block.previousPositionAt(index)
    return new PickedEvent(block, index, () => this.blockAt(position) as Block)
  }

  /** The position of the event before in the same stream; 0 for none. */
  previousOf(position: number): number {
    if (position === this.#pickedPosition) return this.#pickedPrevious
    return this.look(position, (block, index) => block.previousPositionAt(index)) ?? 0
  }

  #known(position: number): Block | undefined {
    const last = this.#last
    if (last !== undefined && last.firstPosition <= position && position <= last.lastPosition) return last
    const start = this.#starts.startOf(position)
    const known = start === undefined ? undefined : this.#recent.get(start)
    if (known === undefined || known.lastPosition < position) return undefined
    this.#last = known
    return known
  }

  /** The block that holds a position; unless it was seen before, in memory that the next read overwrites. */
  #peek(position: number): Block | undefined {
    if (position < 1) return undefined
    let block = this.#peekLearnt(position)
    if (block === undefined) {
      this.#starts.relearn(position)
      block = this.#peekLearnt(position)
    }
    if (block === undefined && position <= this.tip.position)
      throw damaged(`no block of table 'history' holds position ${position}`)
    if (block === undefined || this.#seenOnce.delete(block.firstPosition))
      return block && this.#remember(block)
    if (this.#seenOnce.size >= remembered_blocks) this.#seenOnce.clear()
    this.#seenOnce.add(block.firstPosition)
    return block
  }

  #peekLearnt(position: number): Block | undefined {
    const start = this.#starts.startOf(position)
    const value = start === undefined ? undefined : this.#table.peek(positionKey(this.#branch, start))
    const block = value && this.#decode(value, start as number)
    return block === undefined || block.lastPosition < position ? undefined : block
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
    // A walk in order comes to the next block at its first position.
    const value = this.#table.get(positionKey(this.#branch, position))
    return value === undefined ? this.#peek(position)?.owned() : this.#decode(value, position)
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
    this.#starts.forget()
    this.#ends.clear()
    this.#seenOnce.clear()
    this.#last = undefined
    this.#tailStart = 0
    this.#pickedPosition = 0
    this.#shownTip = undefined
  }

  #decode(value: Buffer, start: number): Block {
    const block = new Block(value, this.#names)
    const { firstPosition } = block
    if (firstPosition !== start)
      throw damaged(`the block at position ${start} of table 'history' says that it is another`)
    const tailStart = block.sealed ? firstPosition + block.count : firstPosition - block.tailEventsBefore
    if (tailStart > this.#tailStart) this.#tailMoved(tailStart)
    return block
  }

  /** Forgets the blocks of earlier tails. */
  #tailMoved(tailStart: number): void {
    this.#tailStart = tailStart
    if (this.#last?.sealed === false && this.#last.firstPosition < tailStart) this.#last = undefined
    for (const [firstPosition, { sealed }] of this.#recent)
      if (!sealed && firstPosition < tailStart) this.#recent.delete(firstPosition)
  }

  #remember(peeked: Block): Block {
    const block = peeked.owned()
    if (this.#recent.size >= remembered_blocks) {
      const [oldest] = this.#recent.keys()
      this.#recent.delete(oldest as number)
    }
    this.#recent.set(block.firstPosition, block)
    return block
  }
}

/** What a newest block says of the tip; of an empty branch there is none. */
export function tipOf(block: Block | undefined): Tip {
  if (block === undefined) return { position: 0, hash: genesis_hash, timeMs: Number.NEGATIVE_INFINITY }
  return { position: block.lastPosition, hash: block.lastHash, timeMs: block.lastTimeMs }
}

function damaged(reason: string): StoreDamagedError {
  return new StoreDamagedError(`the store is damaged: ${reason}`, { hint: "look at it with 'es fsck'" })
}
