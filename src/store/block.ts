import { StoreDamagedError } from '../errors.ts'
import {
  block_ascii,
  block_exact,
  block_magic,
  block_sealed,
  block_wide,
  type Columns,
  columnsBytes,
  event_meta_inexact,
  event_salted,
  event_text_id,
  header_bytes,
  rawColumns,
  readColumns,
} from './block-format.ts'
import { chainHash, digestOf } from './chain.ts'
import type { NumberedNames } from './dictionary.ts'
import { isoTime } from './iso-time.ts'
import { uuidText } from './uuid-bytes.ts'

export interface Names {
  readonly streams: NumberedNames
  readonly types: NumberedNames
}

/** A decoded block: columns at once, texts when asked for. Immutable; owns its bytes. */
export class Block {
  readonly firstPosition: number
  readonly count: number
  readonly columns: Columns
  readonly sealed: boolean
  readonly tailEventsBefore: number
  readonly tailBytesBefore: number
  /** Bytes of data and meta. */
  readonly payloadBytes: number
  readonly names: Names
  readonly #bytes: Buffer
  readonly #flags: number
  readonly #dataStart: number
  readonly #metaStart: number
  readonly #restStart: number
  #hashes: string[] | undefined

  /** @throws {StoreDamagedError} the bytes are not a block, or of another length than its header says. */
  constructor(value: Buffer, names: Names) {
    const bytes = value.byteOffset % 8 === 0 ? value : Buffer.from(new Uint8Array(value).buffer)
    if (bytes.length < header_bytes || bytes.readUInt32LE(0) !== block_magic)
      throw new StoreDamagedError('a block of history has no header')
    this.#bytes = bytes
    this.names = names
    this.count = bytes.readUInt32LE(4)
    this.firstPosition = bytes.readDoubleLE(8)
    this.#flags = bytes.readUInt32LE(16)
    this.sealed = (this.#flags & block_sealed) !== 0
    this.tailEventsBefore = bytes.readUInt32LE(20)
    this.tailBytesBefore = bytes.readUInt32LE(36)
    const dataBytes = bytes.readUInt32LE(24)
    const metaBytes = bytes.readUInt32LE(28)
    this.payloadBytes = dataBytes + metaBytes
    const isWide = (this.#flags & block_wide) !== 0
    this.#dataStart = header_bytes + columnsBytes(this.count, isWide)
    this.#metaStart = this.#dataStart + dataBytes
    this.#restStart = this.#metaStart + metaBytes
    if (this.#restStart + bytes.readUInt32LE(32) !== bytes.length)
      throw new StoreDamagedError(`the block of history at ${this.firstPosition} has a wrong length`)
    const first = { position: this.firstPosition, timeMs: bytes.readDoubleLE(104) }
    this.columns = readColumns(rawColumns(bytes.buffer, bytes.byteOffset, this.count, isWide), first, isWide)
  }

  get lastPosition(): number {
    return this.firstPosition + this.count - 1
  }

  get lastTimeMs(): number {
    return this.columns.timeMs[this.count - 1] as number
  }

  /** Hex: the chain before the first event. */
  get previousHash(): string {
    return this.#bytes.toString('hex', 40, 72)
  }

  /** Hex: the chain after the last event. */
  get lastHash(): string {
    return this.#bytes.toString('hex', 72, 104)
  }

  get bytes(): Buffer {
    return this.#bytes
  }

  /** Whether `JSON.parse` of its data texts loses nothing. */
  get exact(): boolean {
    return (this.#flags & block_exact) !== 0
  }

  dataText(index: number): string {
    const { dataEnd } = this.columns
    const start = index === 0 ? 0 : (dataEnd[index - 1] as number) + 1
    return this.#text(this.#dataStart + start, this.#dataStart + (dataEnd[index] as number))
  }

  /** The data texts of the events from index `from` to before `to`, joined by commas. */
  dataTexts(from: number, to: number): string {
    const { dataEnd } = this.columns
    const start = from === 0 ? 0 : (dataEnd[from - 1] as number) + 1
    return this.#text(this.#dataStart + start, this.#dataStart + (dataEnd[to - 1] as number))
  }

  /** Whether `JSON.parse` of its meta texts loses nothing. */
  get metaExact(): boolean {
    return this.columns.flags.every((flag) => (flag & event_meta_inexact) === 0)
  }

  metaTexts(from: number, to: number): string {
    const { metaEnd } = this.columns
    const start = from === 0 ? 0 : (metaEnd[from - 1] as number) + 1
    return this.#text(this.#metaStart + start, this.#metaStart + (metaEnd[to - 1] as number))
  }

  metaText(index: number): string {
    const { metaEnd } = this.columns
    const start = index === 0 ? 0 : (metaEnd[index - 1] as number) + 1
    return this.#text(this.#metaStart + start, this.#metaStart + (metaEnd[index] as number))
  }

  #text(start: number, end: number): string {
    return this.#bytes.toString((this.#flags & block_ascii) === 0 ? 'utf8' : 'latin1', start, end)
  }

  stream(index: number): string {
    return this.names.streams.byId(this.columns.streamId[index] as number).name
  }

  type(index: number): string {
    return this.names.types.byId(this.columns.typeId[index] as number).name
  }

  id(index: number): string {
    const { id, flags } = this.columns
    if (((flags[index] as number) & event_text_id) === 0) return uuidText(id, index * 16)
    const view = Buffer.from(id.buffer, id.byteOffset + index * 16, 16)
    const offset = this.#restStart + view.readUInt32LE(0)
    return this.#bytes.toString('utf8', offset, offset + view.readUInt32LE(4))
  }

  /** 32 hex digits, or '' when the event is not erasable. */
  salt(index: number): string {
    const { flags } = this.columns
    if (((flags[index] as number) & event_salted) === 0) return ''
    let salted = 0
    for (let before = 0; before < index; before++)
      if (((flags[before] as number) & event_salted) !== 0) salted++
    const start = this.#restStart + salted * 16
    return this.#bytes.toString('hex', start, start + 16)
  }

  /** The chain's hash of an event, recomputed from the block's start: only the last is stored. */
  hash(index: number): string {
    if (index === this.count - 1) return this.lastHash
    this.#hashes ??= []
    for (let at = this.#hashes.length; at <= index; at++)
      this.#hashes.push(this.chainedHash(at, this.#hashes[at - 1] ?? this.previousHash))
    return this.#hashes[index] as string
  }

  /** The hash of one event after `previous`, from what is stored. */
  chainedHash(index: number, previous: string): string {
    const { columns } = this
    const header = {
      position: this.firstPosition + index,
      quotedStream: this.names.streams.byId(columns.streamId[index] as number).quoted,
      version: columns.version[index] as number,
      quotedType: this.names.types.byId(columns.typeId[index] as number).quoted,
      quotedId: JSON.stringify(this.id(index)),
      time: isoTime(columns.timeMs[index] as number),
    }
    return chainHash(
      previous,
      header,
      digestOf(this.dataText(index), this.salt(index)),
      digestOf(this.metaText(index)),
    )
  }
}
