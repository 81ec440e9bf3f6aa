import { StoreDamagedError } from '../../errors.ts'
import { Block, type Names } from '../block.ts'
import { genesis_hash } from '../chain.ts'
import { main_branch, positionKey, readU64 } from '../keys.ts'
import { BlockTexts } from './block-texts.ts'
import { type ChainedBlock, chainBlock } from './chain-block.ts'
import { layoutDamage } from './check-block.ts'
import type { CheckName, Findings } from './finding.ts'
import { PageDamage } from './page-damage.ts'
import type { PageTable, StoredEntry } from './page-table.ts'

/**
 * Looks at each sound block, in order; at none after the first break, where it could only repeat what is known. The
 * block is valid only during the call.
 */
export interface LogWatcher {
  see(block: Block, chained: ChainedBlock): void
}

/** A place up to which the chain was verified before; position 0 is the beginning. */
export interface LogPlace {
  readonly position: number
  /** The chain's hash there, hex. */
  readonly hash: string
}

export const log_start: LogPlace = { position: 0, hash: genesis_hash }

export interface LogReport {
  /** Up to here the events are there, and the chain holds. */
  readonly proven: LogPlace
  /** The position of the last event that could be read. */
  readonly tip: number
  /** How many blocks were sound by themselves. */
  readonly blocks: number
  /** Whether nothing was wrong: every event was seen and is proven. */
  readonly isWhole: boolean
}

export interface Progress {
  readonly done: number
  readonly total?: number
  readonly at?: string
}

interface Checked {
  readonly chained: ChainedBlock
  readonly isSound: boolean
}

/** What the block before says about the next one; nothing after a break. */
interface Expectation {
  readonly position: number
  readonly hash: string
  readonly timeMs: number
  readonly tailEvents: number
  readonly tailBytes: number
}

const first_key = positionKey(main_branch, 0)
const end_key = positionKey(main_branch + 1, 0)

/**
 * Walks the blocks of history and proves them: positions without a gap, each block laid out as it must be, time that
 * never falls, and the chain recomputed for every event. A broken block is told; those after it are checked on their own.
 */
export class LogCheck {
  readonly #history: PageTable
  readonly #names: Names
  readonly #findings: Findings
  readonly #watchers: readonly LogWatcher[]
  readonly #start: LogPlace
  #proven: LogPlace
  #tip: number
  #blocks = 0
  #isWhole = true
  #expected: Expectation | undefined

  constructor(from: {
    history: PageTable
    names: Names
    findings: Findings
    watchers: readonly LogWatcher[]
    start?: LogPlace
  }) {
    this.#history = from.history
    this.#names = from.names
    this.#findings = from.findings
    this.#watchers = from.watchers
    this.#start = from.start ?? log_start
    this.#proven = this.#start
    this.#tip = this.#start.position
  }

  *run(): Generator<Progress, LogReport> {
    try {
      const total = this.#prepare()
      for (const entry of this.#history.entries(this.#firstKey(), end_key)) {
        this.#entry(entry)
        yield { done: this.#tip, total, at: 'events' }
      }
    } catch (error) {
      if (!(error instanceof PageDamage)) throw error
      this.#isWhole = false
      this.#damage('blocks', `events after ${this.#tip} cannot be reached: ${error.message}`, this.#tip + 1)
    }
    return { proven: this.#proven, tip: this.#tip, blocks: this.#blocks, isWhole: this.#isWhole }
  }

  /** Returns roughly how many events there are. */
  #prepare(): number {
    if (this.#start.position === 0)
      this.#expected = {
        ...log_start,
        position: 1,
        timeMs: Number.NEGATIVE_INFINITY,
        tailEvents: 0,
        tailBytes: 0,
      }
    const last = this.#history.lastBefore(end_key)
    return last === undefined ? 0 : positionOf(last)
  }

  /** A check that goes on begins with the block that holds the last event that was verified. */
  #firstKey(): Buffer {
    return this.#history.lastBefore(positionKey(main_branch, this.#start.position + 1))?.key ?? first_key
  }

  #entry(entry: StoredEntry): void {
    const position = positionOf(entry)
    const block = this.#decode(entry, position)
    if (block !== undefined) this.#tip = Math.max(this.#tip, block.lastPosition)
    const checked = block && this.#check(block, position)
    if (block === undefined || checked === undefined) {
      this.#isWhole = false
      this.#expected = undefined
      return
    }
    this.#blocks++
    this.#isWhole &&= checked.isSound
    this.#expected = {
      position: block.lastPosition + 1,
      hash: block.lastHash,
      timeMs: block.lastTimeMs,
      tailEvents: block.sealed ? 0 : block.tailEventsBefore + block.count,
      tailBytes: block.sealed ? 0 : block.tailBytesBefore + block.payloadBytes,
    }
    if (!this.#isWhole) return
    this.#proven = { position: block.lastPosition, hash: block.lastHash }
    for (const watcher of this.#watchers) watcher.see(block, checked.chained)
  }

  #decode(entry: StoredEntry, position: number): Block | undefined {
    if (!entry.isIntact) {
      this.#damage(
        'checksums',
        `the block of events from ${position} on does not match its checksum`,
        position,
      )
      return undefined
    }
    try {
      const block = new Block(entry.value, this.#names)
      if (block.firstPosition === position) return block
      this.#damage('blocks', `the block at ${position} says that it is at ${block.firstPosition}`, position)
    } catch (error) {
      if (!(error instanceof StoreDamagedError || error instanceof RangeError)) throw error
      this.#damage('blocks', `the block at ${position} cannot be decoded: ${error.message}`, position)
    }
    return undefined
  }

  /** Undefined when the chain cannot be recomputed over it. */
  #check(block: Block, position: number): Checked | undefined {
    const expected = this.#expected
    let isSound = this.#checkPlace(block, position)
    const tail = expected ?? { tailEvents: block.tailEventsBefore, tailBytes: block.tailBytesBefore }
    const texts = new BlockTexts(block)
    const wrong = layoutDamage(block, tail, texts)
    if (wrong !== undefined) {
      this.#damage('blocks', `the block at ${position}: ${wrong}`, position)
      return undefined
    }
    isSound = this.#checkTimes(block, expected?.timeMs ?? Number.NEGATIVE_INFINITY) && isSound
    try {
      const chained = chainBlock(block, block.previousHash, texts)
      isSound = this.#checkChain(block, chained) && isSound
      return { chained, isSound }
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof PageDamage)) throw error
      this.#damage(
        'names',
        `events from ${position} on have a stream or type without a name: ${error.message}`,
        position,
      )
      return undefined
    }
  }

  #checkPlace(block: Block, position: number): boolean {
    const expected = this.#expected
    if (expected === undefined) return true
    if (position !== expected.position) {
      const last = position - 1
      const what = position > expected.position ? `are missing` : 'are there twice'
      this.#damage(
        'blocks',
        `events ${expected.position} to ${last} ${what}`,
        Math.min(expected.position, position),
      )
      return false
    }
    if (block.previousHash === expected.hash) return true
    this.#damage('chain', `the chain is broken between ${position - 1} and ${position}`, position)
    return false
  }

  #checkTimes(block: Block, before: number): boolean {
    const { timeMs } = block.columns
    let last = before
    for (let index = 0; index < block.count; index++) {
      const time = timeMs[index] as number
      if (!Number.isInteger(time) || time < last) {
        const position = block.firstPosition + index
        this.#damage('times', `event ${position} has a time before that of the event before it`, position)
        return false
      }
      last = time
    }
    return true
  }

  #checkChain(block: Block, { hashes }: ChainedBlock): boolean {
    const { position, hash } = this.#start
    if (hashes.at(-1) !== block.lastHash) {
      this.#damage(
        'chain',
        `the hashes of events ${block.firstPosition} to ${block.lastPosition} do not follow from what they hold`,
        block.firstPosition,
      )
      return false
    }
    const known = hashes[position - block.firstPosition]
    if (known === undefined || known === hash) return true
    this.#damage('chain', `event ${position} has another hash than when it was verified last`, position)
    return false
  }

  #damage(check: CheckName, message: string, position: number): void {
    this.#findings.damage(check, message, position)
  }
}

function positionOf(entry: StoredEntry): number {
  return entry.key.length === 12 ? readU64(entry.key, 4) : Number.NaN
}
