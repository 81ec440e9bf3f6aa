import {
  type BlockHeader,
  block_ascii,
  block_exact,
  block_magic,
  block_sealed,
  block_wide,
  columnsBytes,
  event_inexact,
  event_meta_inexact,
  event_salted,
  event_text_id,
  header_bytes,
  rawColumns,
} from './block-format.ts'
import { writeUuid } from './uuid-bytes.ts'

/** No block holds more events. */
export const block_events = 256
const max_u32 = 0xffff_ffff

/** What a block keeps of an event. */
export interface BlockEntry {
  readonly json: string
  readonly jsonExact: boolean
  readonly metaJson: string
  readonly metaExact: boolean
  readonly salt: string
  /** Bytes of data and meta in UTF-8. */
  readonly sizeBytes: number
}

/** Where the log has put an event. */
export interface EventPlace {
  readonly streamId: number
  readonly typeId: number
  readonly version: number
  readonly previousPosition: number
  readonly id: string
  readonly timeMs: number
}

/** Collects up to 256 events as columns, then encodes them. Used again and again, so that an event costs no object. */
export class BlockBuilder {
  count = 0
  /** Bytes of data and meta. */
  payloadBytes = 0
  readonly #timeMs: Float64Array
  readonly #previousPosition: Float64Array
  readonly #streamId: Uint32Array
  readonly #version: Uint32Array
  readonly #typeId: Uint32Array
  readonly #flags: Uint8Array
  readonly #ids: string[] = []
  readonly #jsons: string[] = []
  readonly #metas: string[] = []
  readonly #salts: string[] = []

  /** @param capacity the most events that a block is to hold, up to 256: single appends make many builders */
  constructor(capacity: number) {
    const events = Math.min(capacity, block_events)
    this.#timeMs = new Float64Array(events)
    this.#previousPosition = new Float64Array(events)
    this.#streamId = new Uint32Array(events)
    this.#version = new Uint32Array(events)
    this.#typeId = new Uint32Array(events)
    this.#flags = new Uint8Array(events)
  }

  add(entry: BlockEntry, place: EventPlace): void {
    const at = this.count++
    this.payloadBytes += entry.sizeBytes
    this.#timeMs[at] = place.timeMs
    this.#previousPosition[at] = place.previousPosition
    this.#streamId[at] = place.streamId
    this.#version[at] = place.version
    this.#typeId[at] = place.typeId
    this.#flags[at] = flagsOf(entry)
    this.#ids.push(place.id)
    this.#jsons.push(entry.json)
    this.#metas.push(entry.metaJson)
    if (entry.salt !== '') this.#salts.push(entry.salt)
  }

  /** The block's bytes; the builder is empty afterwards. */
  encode(header: BlockHeader): Buffer {
    const { count } = this
    const data = joinTexts(this.#jsons)
    const meta = joinTexts(this.#metas)
    const ids = Buffer.alloc(count * 16)
    const rest = this.#encodeIds(ids)
    const isWide = this.#isWide(header.firstPosition)
    const textStart = header_bytes + columnsBytes(count, isWide)
    const buffer = Buffer.alloc(textStart + data.bytes + meta.bytes + rest.length)
    const isAscii = data.bytes === data.text.length && meta.bytes === meta.text.length
    writeHeader(buffer, header, {
      count,
      flags:
        (header.sealed ? block_sealed : 0) |
        (isAscii ? block_ascii : 0) |
        (this.#isExact() ? block_exact : 0) |
        (isWide ? block_wide : 0),
      firstTimeMs: this.#timeMs[0] as number,
      dataBytes: data.bytes,
      metaBytes: meta.bytes,
      restBytes: rest.length,
    })
    this.#writeColumns(buffer, header.firstPosition, {
      isWide,
      ids,
      dataEnds: data.ends,
      metaEnds: meta.ends,
    })
    const encoding = isAscii ? 'latin1' : 'utf8'
    let at = textStart
    at += buffer.write(data.text, at, encoding)
    at += buffer.write(meta.text, at, encoding)
    rest.copy(buffer, at)
    this.#clear()
    return buffer
  }

  #isExact(): boolean {
    for (let at = 0; at < this.count; at++)
      if (((this.#flags[at] as number) & event_inexact) !== 0) return false
    return true
  }

  /** Fills the id column; salts, and ids that are no UUIDs, are the block's rest. */
  #encodeIds(ids: Buffer): Buffer {
    const rest = this.#salts.map((salt) => Buffer.from(salt, 'hex'))
    let restBytes = rest.length * 16
    for (let at = 0; at < this.count; at++) {
      const id = this.#ids[at] as string
      if (writeUuid(ids, id, at * 16)) continue
      ids.fill(0, at * 16, at * 16 + 16)
      const text = Buffer.from(id, 'utf8')
      ids.writeUInt32LE(restBytes, at * 16)
      ids.writeUInt32LE(text.length, at * 16 + 4)
      this.#flags[at] = (this.#flags[at] as number) | event_text_id
      restBytes += text.length
      rest.push(text)
    }
    return Buffer.concat(rest)
  }

  /** Whether a time or a distance in the stream is too large for 32 bits. */
  #isWide(firstPosition: number): boolean {
    if ((this.#timeMs[this.count - 1] as number) - (this.#timeMs[0] as number) > max_u32) return true
    if (firstPosition + this.count <= max_u32) return false
    for (let at = 0; at < this.count; at++) {
      const previous = this.#previousPosition[at] as number
      if (previous !== 0 && firstPosition + at - previous > max_u32) return true
    }
    return false
  }

  #writeColumns(
    buffer: Buffer,
    firstPosition: number,
    made: { isWide: boolean; ids: Buffer; dataEnds: Uint32Array; metaEnds: Uint32Array },
  ): void {
    const { count } = this
    const columns = rawColumns(buffer.buffer, buffer.byteOffset, count, made.isWide)
    const firstTimeMs = this.#timeMs[0] as number
    for (let at = 0; at < count; at++) {
      const timeMs = this.#timeMs[at] as number
      const previous = this.#previousPosition[at] as number
      columns.time[at] = made.isWide ? timeMs : timeMs - firstTimeMs
      columns.previous[at] = made.isWide || previous === 0 ? previous : firstPosition + at - previous
    }
    columns.id.set(made.ids)
    columns.streamId.set(this.#streamId.subarray(0, count))
    columns.version.set(this.#version.subarray(0, count))
    columns.typeId.set(this.#typeId.subarray(0, count))
    columns.dataEnd.set(made.dataEnds)
    columns.metaEnd.set(made.metaEnds)
    columns.flags.set(this.#flags.subarray(0, count))
  }

  #clear(): void {
    this.count = 0
    this.payloadBytes = 0
    for (const list of [this.#ids, this.#jsons, this.#metas, this.#salts]) list.length = 0
  }
}

function flagsOf(entry: BlockEntry): number {
  return (
    (entry.jsonExact ? 0 : event_inexact) |
    (entry.metaExact ? 0 : event_meta_inexact) |
    (entry.salt === '' ? 0 : event_salted)
  )
}

function writeHeader(
  buffer: Buffer,
  header: BlockHeader,
  sizes: {
    count: number
    flags: number
    firstTimeMs: number
    dataBytes: number
    metaBytes: number
    restBytes: number
  },
): void {
  buffer.writeUInt32LE(block_magic, 0)
  buffer.writeUInt32LE(sizes.count, 4)
  buffer.writeDoubleLE(header.firstPosition, 8)
  buffer.writeUInt32LE(sizes.flags, 16)
  buffer.writeUInt32LE(header.tailEventsBefore, 20)
  buffer.writeUInt32LE(sizes.dataBytes, 24)
  buffer.writeUInt32LE(sizes.metaBytes, 28)
  buffer.writeUInt32LE(sizes.restBytes, 32)
  buffer.writeUInt32LE(header.tailBytesBefore, 36)
  buffer.write(header.previousHash, 40, 'hex')
  buffer.write(header.hash, 72, 'hex')
  buffer.writeDoubleLE(sizes.firstTimeMs, 104)
}

/** Texts joined by commas, and where each ends, in bytes. */
function joinTexts(texts: readonly string[]): { text: string; bytes: number; ends: Uint32Array } {
  const text = texts.join(',')
  const bytes = Buffer.byteLength(text)
  const isAscii = bytes === text.length
  const ends = new Uint32Array(texts.length)
  let end = -1
  for (let index = 0; index < texts.length; index++) {
    const one = texts[index] as string
    end += 1 + (isAscii ? one.length : Buffer.byteLength(one))
    ends[index] = end
  }
  return { text, bytes, ends }
}
