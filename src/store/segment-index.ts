import { StoreDamagedError } from '../errors.ts'
import type { Dictionary } from './dictionary.ts'
import { categoryOf } from './event.ts'
import type { BlockPart } from './history.ts'
import { afterPrefix, u32Key } from './keys.ts'
import {
  decodePostings,
  encodePostings,
  page_streams,
  type SegmentColumns,
  type SegmentPostings,
  segment_events,
  span_events,
} from './postings.ts'
import type { BuildableTable } from './table.ts'

/** The kinds of entry in the table `index`; each key is branch · kind · … */
export const index_kinds = { state: 0, heads: 1, streams: 2, types: 3, categories: 4 } as const

/** Where a stream stands: the number of its events, and the position of the last. */
export interface StreamHead {
  version: number
  lastPosition: number
}

const head_bytes = 12
const remembered_streams = 500_000

/**
 * The index of a branch's full segments (16,384 positions each), written once when a segment fills up: the heads of
 * streams, each stream's positions, and for each type and category which spans of 256 positions hold one.
 * What comes after the last full segment is found by looking at the blocks themselves.
 */
export class SegmentIndex {
  readonly #table: BuildableTable
  readonly #branch: number
  readonly #categories: Dictionary
  readonly #categoryOf = new Map<number, number>()

  constructor(table: BuildableTable, branch: number, categories: Dictionary) {
    this.#table = table
    this.#branch = branch
    this.#categories = categories
  }

  /** How many segments are indexed: positions up to `segments * segment_events`. */
  get segments(): number {
    return this.#table.get(u32Key(this.#branch, index_kinds.state))?.readUInt32BE(0) ?? 0
  }

  /** Where a stream stood at the end of the last full segment; the caller's own object. */
  head(streamId: number): StreamHead {
    const key = this.#headsKey(streamId)
    const page = this.#table.get(key)
    if (page === undefined) {
      // Numbers are given in the order of first events, so no page before another is missing.
      const end = u32Key(this.#branch, index_kinds.heads + 1)
      const last = this.#table.last(u32Key(this.#branch, index_kinds.heads), end)
      if (last !== undefined && last.key.compare(key) > 0) throw missing('heads of streams', key)
      return { version: 0, lastPosition: 0 }
    }
    const offset = (streamId % page_streams) * head_bytes
    return { lastPosition: page.readDoubleLE(offset), version: page.readUInt32LE(offset + 8) }
  }

  /** A stream's positions in each segment from `first` up to before `end`, in order or newest first. */
  *postings(
    streamId: number,
    first: number,
    end: number,
    reverse = false,
  ): IterableIterator<SegmentPostings> {
    const page = Math.floor(streamId / page_streams)
    const from = u32Key(this.#branch, index_kinds.streams, page, first)
    const to = u32Key(this.#branch, index_kinds.streams, page, end)
    let before: SegmentPostings | undefined
    for (const { key, value } of this.#table.entries({ from, to, reverse })) {
      const segment = key.readUInt32BE(12)
      const found = decodePostings(value, streamId % page_streams, segment)
      if (found === undefined) continue
      if (before !== undefined && !(reverse ? areNeighbours(found, before) : areNeighbours(before, found)))
        throw missing('positions of streams', key)
      before = found
      yield found
    }
  }

  /** Where the n-th event of a stream stands, when that is in a full segment. */
  positionOf(streamId: number, version: number): number | undefined {
    let low = 0
    let high = this.segments
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      const found = this.#firstPostings(streamId, middle, high)
      if (found === undefined || found.firstVersion > version) high = middle
      else if (version < found.firstVersion + found.positions.length)
        return found.positions[version - found.firstVersion]
      else low = found.segment + 1
    }
    return undefined
  }

  #firstPostings(streamId: number, first: number, end: number): SegmentPostings | undefined {
    for (const found of this.postings(streamId, first, end)) return found
    return undefined
  }

  /**
   * Which spans of 256 positions of a segment hold one of these types (or categories): bit n is the n-th span.
   * A name that no event ever had gives no spans.
   */
  spans(of: 'types' | 'categories', ids: readonly number[], segment: number): bigint {
    let bits = 0n
    for (const id of ids) {
      const value = this.#table.get(u32Key(this.#branch, index_kinds[of], id, segment))
      if (value !== undefined) bits |= value.readBigUInt64LE(0)
    }
    return bits
  }

  /** The next segment at or after `from` (or at or before, in reverse) that holds one of these; undefined: none. */
  nextSegment(
    of: 'types' | 'categories',
    ids: readonly number[],
    from: number,
    reverse: boolean,
  ): number | undefined {
    let best: number | undefined
    for (const id of ids) {
      const start = u32Key(this.#branch, index_kinds[of], id)
      const here = u32Key(this.#branch, index_kinds[of], id, from)
      const range = reverse ? { from: start, to: afterPrefix(here) } : { from: here, to: afterPrefix(start) }
      for (const { key } of this.#table.entries({ ...range, reverse, limit: 1 })) {
        const segment = key.readUInt32BE(12)
        if (best === undefined || (reverse ? segment > best : segment < best)) best = segment
      }
    }
    return best
  }

  categoryId(name: string): number | undefined {
    return this.#categories.find(name)?.id
  }

  /** Indexes the next segment from the blocks that hold it; only inside a commit. */
  add(segment: number, parts: Iterable<BlockPart>): void {
    this.write(collectSegment(segment * segment_events, parts))
  }

  /** The same for columns that are gathered already. Segments must come in order. */
  write(columns: SegmentColumns): void {
    const segment = columns.start / segment_events
    this.#writeHeads(columns)
    for (const [page, value] of encodePostings(columns))
      this.#table.put(u32Key(this.#branch, index_kinds.streams, page, segment), value)
    this.#writeSpans(index_kinds.types, spansBy(columns.typeIds), segment)
    this.#writeSpans(index_kinds.categories, spansBy(this.#categoryIds(columns)), segment)
    this.#table.put(u32Key(this.#branch, index_kinds.state), u32Key(segment + 1))
  }

  #writeHeads(columns: SegmentColumns): void {
    const pages = new Map<number, Buffer>()
    for (let index = 0; index < segment_events; index++) {
      const streamId = columns.streamIds[index] as number
      const number = Math.floor(streamId / page_streams)
      let page = pages.get(number)
      if (page === undefined) {
        page = this.#table.get(this.#headsKey(streamId)) ?? Buffer.alloc(page_streams * head_bytes)
        pages.set(number, page)
      }
      const offset = (streamId % page_streams) * head_bytes
      page.writeDoubleLE(columns.start + index + 1, offset)
      page.writeUInt32LE(columns.versions[index] as number, offset + 8)
    }
    for (const [number, page] of pages) this.#table.put(u32Key(this.#branch, index_kinds.heads, number), page)
  }

  #headsKey(streamId: number): Buffer {
    return u32Key(this.#branch, index_kinds.heads, Math.floor(streamId / page_streams))
  }

  #categoryIds(columns: SegmentColumns): Uint32Array {
    const byStream = this.#categoryOf
    if (byStream.size > remembered_streams) byStream.clear()
    return columns.streamIds.map((streamId) => {
      let id = byStream.get(streamId)
      if (id === undefined) {
        id = this.#categories.intern(categoryOf(columns.streamName(streamId))).id
        byStream.set(streamId, id)
      }
      return id
    })
  }

  forget(): void {
    this.#categoryOf.clear()
  }

  #writeSpans(entryKind: number, spans: ReadonlyMap<number, bigint>, segment: number): void {
    for (const [id, bits] of spans) {
      const value = Buffer.alloc(8)
      value.writeBigUInt64LE(bits)
      this.#table.put(u32Key(this.#branch, entryKind, id, segment), value)
    }
  }
}

/** A stream's versions have no gap. */
function areNeighbours(earlier: SegmentPostings, later: SegmentPostings): boolean {
  return earlier.firstVersion + earlier.positions.length === later.firstVersion
}

function missing(what: string, key: Buffer): StoreDamagedError {
  return new StoreDamagedError(
    `the store is damaged: table 'index' lacks ${what} (around key ${key.toString('hex')})`,
    { hint: "look at it with 'es fsck'" },
  )
}

function collectSegment(start: number, parts: Iterable<BlockPart>): SegmentColumns {
  const streamIds = new Uint32Array(segment_events)
  const versions = new Uint32Array(segment_events)
  const typeIds = new Uint32Array(segment_events)
  let filled = 0
  let streamName: (streamId: number) => string = String
  for (const { block, first, last } of parts) {
    streamName = (streamId) => block.names.streams.byId(streamId).name
    streamIds.set(block.columns.streamId.subarray(first, last + 1), filled)
    versions.set(block.columns.version.subarray(first, last + 1), filled)
    typeIds.set(block.columns.typeId.subarray(first, last + 1), filled)
    filled += last + 1 - first
  }
  if (filled !== segment_events) throw new StoreDamagedError(`history has a gap after position ${start}`)
  return { start, streamIds, versions, typeIds, streamName }
}

function spansBy(ids: Uint32Array): Map<number, bigint> {
  const spans = new Map<number, bigint>()
  for (let first = 0; first < segment_events; first += span_events) {
    const bit = 1n << BigInt(first / span_events)
    for (const id of new Set(ids.subarray(first, first + span_events)))
      spans.set(id, (spans.get(id) ?? 0n) | bit)
  }
  return spans
}
