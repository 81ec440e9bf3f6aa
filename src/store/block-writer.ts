import type { Block } from './block.ts'
import { BlockBuilder, type BlockEntry, block_events, type EventPlace } from './block-builder.ts'
import { columnsBytes, event_inexact, event_meta_inexact, header_bytes } from './block-format.ts'
import { genesis_hash } from './chain.ts'
import { checksum_bytes } from './checksum.ts'
import type { History } from './history.ts'

/** A block with more payload than this is closed, so that reading one event never copies much more. */
const block_payload_bytes = 512 * 1024
/** The unsealed tail is folded when it holds this much. */
const tail_payload_bytes = 256 * 1024

/** LMDB keeps a large value in pages of its own, behind a header. */
const page_bytes = 4096
const page_header_bytes = 24

/**
 * Writes one batch behind the tip. A bulk batch becomes full blocks that fill their pages, the last two of equal size; a
 * small one becomes a small block in the tail, and once the tail has as much as a block, it is folded into full ones.
 * Only inside a commit; `add` takes the batch's events in order, then `finish` writes what is left.
 */
export class BlockWriter {
  readonly #history: History
  readonly #builder: BlockBuilder
  readonly #isTail: boolean
  readonly #tailEvents: number
  readonly #tailBytes: number
  /** Events that are to be written and are in no block yet, those of the block that is being built included. */
  #left: number
  #firstPosition: number
  /** The chain before the block that is being built, and after its last event. */
  #previousHash: string
  #hash: string

  constructor(history: History, tip: Block | undefined, batch: { events: number; bytes: number }) {
    this.#history = history
    this.#tailEvents = tip === undefined || tip.sealed ? 0 : tip.tailEventsBefore + tip.count
    this.#tailBytes = tip === undefined || tip.sealed ? 0 : tip.tailBytesBefore + tip.payloadBytes
    const events = this.#tailEvents + batch.events
    this.#isTail = events < block_events && this.#tailBytes + batch.bytes < tail_payload_bytes
    this.#left = events
    this.#builder = new BlockBuilder(this.#isTail ? batch.events : events)
    this.#previousHash = tip?.lastHash ?? genesis_hash
    this.#hash = this.#previousHash
    this.#firstPosition = (tip?.lastPosition ?? 0) + 1
    if (!this.#isTail && this.#tailEvents > 0) this.#takeTail(tip as Block)
  }

  /** `hash`: the chain after this event. */
  add(entry: BlockEntry, place: EventPlace, hash: string): void {
    if (!this.#isTail && this.#isFullBefore(entry)) this.finish()
    this.#builder.add(entry, place)
    this.#hash = hash
  }

  /** Whether the block that is being built ends before this event. */
  #isFullBefore(entry: BlockEntry): boolean {
    const { count, payloadBytes } = this.#builder
    if (count === 0) return false
    if (count === block_events || payloadBytes >= block_payload_bytes) return true
    // What is left for the last blocks is shared out, so that none of them is tiny.
    if (this.#left <= 2 * block_events)
      return count === Math.ceil(this.#left / Math.ceil(this.#left / block_events))
    const pages = pagesOf(count, payloadBytes)
    const isPageFull = pagesOf(count + 1, payloadBytes + entry.sizeBytes) > pages
    return isPageFull && count + count / pages > block_events
  }

  finish(): void {
    const { count } = this.#builder
    if (count === 0) return
    const value = this.#builder.encode({
      firstPosition: this.#firstPosition,
      sealed: !this.#isTail,
      tailEventsBefore: this.#isTail ? this.#tailEvents : 0,
      tailBytesBefore: this.#isTail ? this.#tailBytes : 0,
      previousHash: this.#previousHash,
      hash: this.#hash,
    })
    this.#history.put(this.#firstPosition, value)
    this.#left -= count
    this.#firstPosition += count
    this.#previousHash = this.#hash
  }

  /** Begins with the events of the tail, whose small blocks go. */
  #takeTail(tip: Block): void {
    const tail = Array.from(
      this.#history.parts(tip.lastPosition - this.#tailEvents, tip.lastPosition),
      ({ block }) => block,
    )
    const first = tail[0] as Block
    this.#firstPosition = first.firstPosition
    this.#previousHash = first.previousHash
    for (const block of tail) this.#history.remove(block.firstPosition)
    for (const block of tail)
      for (let at = 0; at < block.count; at++)
        this.add(entryOf(block, at), placeOf(block, at), block.hash(at))
  }
}

/** The pages that a block takes with so many events, and bytes of data and meta. */
function pagesOf(count: number, payloadBytes: number): number {
  const textBytes = payloadBytes + 2 * (count - 1)
  const blockBytes = header_bytes + columnsBytes(count, false) + textBytes + checksum_bytes
  return Math.ceil((page_header_bytes + blockBytes) / page_bytes)
}

function entryOf(block: Block, at: number): BlockEntry {
  const flags = block.columns.flags[at] as number
  const json = block.dataText(at)
  const metaJson = block.metaText(at)
  return {
    json,
    jsonExact: (flags & event_inexact) === 0,
    metaJson,
    metaExact: (flags & event_meta_inexact) === 0,
    salt: block.salt(at),
    sizeBytes: Buffer.byteLength(json) + Buffer.byteLength(metaJson),
  }
}

function placeOf(block: Block, at: number): EventPlace {
  const { columns } = block
  return {
    streamId: columns.streamId[at] as number,
    typeId: columns.typeId[at] as number,
    version: columns.version[at] as number,
    previousPosition: columns.previousPosition[at] as number,
    id: block.id(at),
    timeMs: columns.timeMs[at] as number,
  }
}
