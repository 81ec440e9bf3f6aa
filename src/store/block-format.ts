/**
 * A block: up to 256 events in one value. Plain columns first, then all data texts joined by commas, then all meta
 * texts, then the odd rest (salts, ids that are not UUIDs). So a scan skips by column without parsing, one event's
 * text is one slice, and a whole block's data is one `JSON.parse('[' + region + ']')`. Little-endian.
 *
 * | offset | header field |
 * |---|---|
 * | 0 | magic `ESB1` |
 * | 4 | number of events, u32 |
 * | 8 | first position, f64 |
 * | 16 | flags, u32 |
 * | 20 | events in the unsealed blocks before this one, u32; 0 in a sealed block |
 * | 24 | bytes of data, of meta, of the rest: u32 each |
 * | 36 | bytes of payload in the unsealed blocks before this one, u32 |
 * | 40 | the chain's hash before the first event, and after the last: 32 bytes each |
 * | 104 | time of the first event, f64 |
 * | 112 | the columns, then zeros up to a multiple of 8 |
 *
 * | column | bytes an event |
 * |---|---|
 * | time after the first's | u32 |
 * | distance to the previous event of its stream, 0 for none | u32 |
 * | id | 16 |
 * | stream, version, type | u32 each |
 * | end of data, end of meta | u32 each |
 * | flags | u8 |
 *
 * Where a time or a distance needs more than 32 bits, the block is wide: its first two columns are f64, and hold the
 * time and the previous position themselves. In a deflated block data and meta are one raw deflate stream (RFC 1951); the
 * header says their sizes before it.
 */
export const block_magic = 0x31425345
export const header_bytes = 112

/** Bytes of the columns with the zeros after them. */
export function columnsBytes(count: number, isWide: boolean): number {
  return Math.ceil((columnsEnd(count, isWide) - header_bytes) / 8) * 8
}

/** Where the columns end, without the zeros after them. */
export function columnsEnd(count: number, isWide: boolean): number {
  return header_bytes + count * ((isWide ? 8 + 8 : 4 + 4) + 16 + 4 * 5 + 1)
}

/** Flags of a block. */
export const block_sealed = 1
export const block_ascii = 2
/** All data in it is exact, so that it may be parsed in one go. */
export const block_exact = 4
export const block_wide = 8
export const block_deflated = 16

/** Flags of an event. */
export const event_inexact = 1
export const event_meta_inexact = 2
export const event_salted = 4
/** The id is no UUID: its column holds the offset and length of its text in the rest. */
export const event_text_id = 8

export interface BlockHeader {
  readonly firstPosition: number
  readonly sealed: boolean
  readonly tailEventsBefore: number
  readonly tailBytesBefore: number
  /** Hex. */
  readonly previousHash: string
  readonly hash: string
}

/** The columns as they stand in a block's bytes, for reading and for writing; `offset` must be a multiple of 8. */
export function rawColumns(memory: ArrayBufferLike, offset: number, count: number, isWide: boolean) {
  const width = isWide ? 8 : 4
  const wide = (start: number) =>
    isWide ? new Float64Array(memory, start, count) : new Uint32Array(memory, start, count)
  const time = offset + header_bytes
  const previous = time + count * width
  const id = previous + count * width
  const stream = id + count * 16
  const column = (number: number) => new Uint32Array(memory, stream + number * count * 4, count)
  return {
    time: wide(time),
    previous: wide(previous),
    id: new Uint8Array(memory, id, count * 16),
    streamId: column(0),
    version: column(1),
    typeId: column(2),
    dataEnd: column(3),
    metaEnd: column(4),
    flags: new Uint8Array(memory, stream + 5 * count * 4, count),
  }
}

/** A block's columns, whichever width they are stored in. */
export class Columns {
  readonly id: Uint8Array
  readonly streamId: Uint32Array
  readonly version: Uint32Array
  readonly typeId: Uint32Array
  readonly dataEnd: Uint32Array
  readonly metaEnd: Uint32Array
  readonly flags: Uint8Array
  readonly #raw: ReturnType<typeof rawColumns>
  readonly #first: { readonly position: number; readonly timeMs: number }
  #timeMs: Float64Array | undefined
  #previousPosition: Float64Array | undefined

  constructor(raw: ReturnType<typeof rawColumns>, first: { position: number; timeMs: number }) {
    this.id = raw.id
    this.streamId = raw.streamId
    this.version = raw.version
    this.typeId = raw.typeId
    this.dataEnd = raw.dataEnd
    this.metaEnd = raw.metaEnd
    this.flags = raw.flags
    this.#raw = raw
    this.#first = first
  }

  /** Epoch ms. */
  get timeMs(): Float64Array {
    this.#timeMs ??= this.#readTimes()
    return this.#timeMs
  }

  #readTimes(): Float64Array {
    const { time } = this.#raw
    if (time instanceof Float64Array) return Float64Array.from(time)
    const times = new Float64Array(time.length)
    for (let index = 0; index < times.length; index++)
      times[index] = this.#first.timeMs + (time[index] as number)
    return times
  }

  /** 0 for none. */
  get previousPosition(): Float64Array {
    this.#previousPosition ??= this.#readPreviousPositions()
    return this.#previousPosition
  }

  #readPreviousPositions(): Float64Array {
    const { previous } = this.#raw
    if (previous instanceof Float64Array) return Float64Array.from(previous)
    const positions = new Float64Array(previous.length)
    for (let index = 0; index < positions.length; index++) {
      const distance = previous[index] as number
      positions[index] = distance === 0 ? 0 : this.#first.position + index - distance
    }
    return positions
  }
}
