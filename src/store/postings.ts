import { StoreDamagedError } from '../errors.ts'

/** Positions a segment holds; the unit of the index. */
export const segment_events = 16_384
/** Positions a bit of a type's or category's span map stands for. */
export const span_events = 256
/** Streams whose postings of one segment share a value. */
export const page_streams = 1_024

/** The columns of one full segment, gathered from its blocks. */
export interface SegmentColumns {
  /** The position before its first. */
  readonly start: number
  readonly streamIds: Uint32Array
  readonly versions: Uint32Array
  readonly typeIds: Uint32Array
  readonly streamName: (streamId: number) => string
}

/** A stream's events in one segment: consecutive versions from `firstVersion`. */
export interface SegmentPostings {
  readonly segment: number
  readonly firstVersion: number
  /** Ascending. */
  readonly positions: readonly number[]
}

/**
 * The postings of a segment, one value a page of 1,024 streams that it touches: the number of streams, then for each
 * its place in the page (less the place before), the number of its events and its first version, as variable-length
 * integers (LEB128); then the offsets of all events (u16, little-endian), stream by stream. Made by sorting the
 * segment's events by stream, so the cost follows the events, not the streams.
 */
export function encodePostings(columns: SegmentColumns): Map<number, Buffer> {
  const order = orderByStream(columns.streamIds)
  const pages = new Map<number, Buffer>()
  for (let from = 0; from < order.length; ) {
    const page = Math.floor((columns.streamIds[order[from] as number] as number) / page_streams)
    let to = from
    while (
      to < order.length &&
      Math.floor((columns.streamIds[order[to] as number] as number) / page_streams) === page
    )
      to++
    pages.set(page, encodePage(columns, order.subarray(from, to)))
    from = to
  }
  return pages
}

/** Offsets in the segment, ordered by stream id and then by position. */
function orderByStream(streamIds: Uint32Array): Uint16Array {
  const keyed = new Float64Array(streamIds.length)
  for (let offset = 0; offset < streamIds.length; offset++)
    keyed[offset] = (streamIds[offset] as number) * segment_events + offset
  keyed.sort()
  const order = new Uint16Array(streamIds.length)
  for (let index = 0; index < order.length; index++) order[index] = (keyed[index] as number) % segment_events
  return order
}

function encodePage(columns: SegmentColumns, offsets: Uint16Array): Buffer {
  const entries = new VarintWriter((offsets.length + 1) * max_entry_bytes)
  entries.add(streamsOf(columns, offsets))
  let placeBefore = 0
  for (let first = 0; first < offsets.length; ) {
    const end = endOfStream(columns, offsets, first)
    const place = streamAt(columns, offsets, first) % page_streams
    entries.add(place - placeBefore)
    entries.add(end - first)
    entries.add(columns.versions[offsets[first] as number] as number)
    placeBefore = place
    first = end
  }
  const value = Buffer.alloc(entries.length + offsets.length * 2)
  value.set(entries.written)
  for (let index = 0; index < offsets.length; index++)
    value.writeUInt16LE(offsets[index] as number, entries.length + index * 2)
  return value
}

function streamsOf(columns: SegmentColumns, offsets: Uint16Array): number {
  let streams = 0
  for (let first = 0; first < offsets.length; first = endOfStream(columns, offsets, first)) streams++
  return streams
}

/** The first index after `first` that is of another stream. */
function endOfStream(columns: SegmentColumns, offsets: Uint16Array, first: number): number {
  const stream = streamAt(columns, offsets, first)
  let end = first + 1
  while (end < offsets.length && streamAt(columns, offsets, end) === stream) end++
  return end
}

function streamAt(columns: SegmentColumns, offsets: Uint16Array, index: number): number {
  return columns.streamIds[offsets[index] as number] as number
}

/** One stream's postings out of a page; undefined when the segment has none. */
export function decodePostings(value: Buffer, wanted: number, segment: number): SegmentPostings | undefined {
  const reader = new VarintReader(value)
  let place = 0
  let before = 0
  let found: { before: number; count: number; firstVersion: number } | undefined
  for (let left = reader.next(); left > 0; left--) {
    place += reader.next()
    const count = reader.next()
    const firstVersion = reader.next()
    if (place === wanted) found = { before, count, firstVersion }
    before += count
  }
  if (reader.at > value.length) throw damagedPostings(segment)
  if (found === undefined) return undefined
  const start = reader.at + found.before * 2
  if (start + found.count * 2 > value.length) throw damagedPostings(segment)
  const positions = new Array<number>(found.count)
  for (let index = 0; index < found.count; index++)
    positions[index] = segment * segment_events + value.readUInt16LE(start + index * 2) + 1
  return { segment, firstVersion: found.firstVersion, positions }
}

function damagedPostings(segment: number): StoreDamagedError {
  return new StoreDamagedError(
    `the store is damaged: postings of table 'index' for the positions from ${segment * segment_events + 1} on cannot be read`,
    { hint: "look at it with 'es fsck'" },
  )
}

/** Three integers, of at most 15, 15 and 32 bits. */
const max_entry_bytes = 3 + 3 + 5

class VarintWriter {
  length = 0
  readonly #bytes: Uint8Array

  constructor(maxBytes: number) {
    this.#bytes = new Uint8Array(maxBytes)
  }

  add(value: number): void {
    let rest = value
    for (; rest > 127; rest = Math.floor(rest / 128)) this.#bytes[this.length++] = (rest % 128) | 128
    this.#bytes[this.length++] = rest
  }

  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.length)
  }
}

class VarintReader {
  at = 0
  readonly #bytes: Buffer

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  next(): number {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#bytes[this.at++] as number
      value += (byte & 127) * scale
      // After the end of what is damaged there is no byte at all.
      if (!(byte >= 128)) return value
    }
  }
}
