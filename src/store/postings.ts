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
  return Uint16Array.from(keyed, (key) => key % segment_events)
}

function encodePage(columns: SegmentColumns, offsets: Uint16Array): Buffer {
  const firsts: number[] = []
  for (let index = 0; index < offsets.length; index++)
    if (index === 0 || streamAt(columns, offsets, index) !== streamAt(columns, offsets, index - 1))
      firsts.push(index)
  const entries: number[] = []
  pushVarint(entries, firsts.length)
  let placeBefore = 0
  for (const [entry, first] of firsts.entries()) {
    const place = streamAt(columns, offsets, first) % page_streams
    pushVarint(entries, place - placeBefore)
    pushVarint(entries, (firsts[entry + 1] ?? offsets.length) - first)
    pushVarint(entries, columns.versions[offsets[first] as number] as number)
    placeBefore = place
  }
  const value = Buffer.alloc(entries.length + offsets.length * 2)
  value.set(entries)
  for (let index = 0; index < offsets.length; index++)
    value.writeUInt16LE(offsets[index] as number, entries.length + index * 2)
  return value
}

function pushVarint(bytes: number[], value: number): void {
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  bytes.push(rest)
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
  if (found === undefined) return undefined
  const start = reader.at + found.before * 2
  const positions = new Array<number>(found.count)
  for (let index = 0; index < found.count; index++)
    positions[index] = segment * segment_events + value.readUInt16LE(start + index * 2) + 1
  return { segment, firstVersion: found.firstVersion, positions }
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
      if (byte < 128) return value
    }
  }
}
