import { StoreDamagedError } from '../errors.ts'
import { inflated } from './block-deflate.ts'
import {
  block_ascii,
  block_deflated,
  block_exact,
  block_magic,
  block_sealed,
  block_wide,
  Columns,
  columnsBytes,
  event_meta_inexact,
  event_salted,
  event_text_id,
  header_bytes,
  rawColumns,
} from './block-format.ts'
import { chainHash, digestOf } from './chain.ts'
import type { NumberedNames } from './dictionary.ts'
import { isoTime } from './iso-time.ts'
import { uuidText } from './uuid-bytes.ts'

export interface Names {
  /** The branch's own name. */
  readonly branch: string
  readonly streams: NumberedNames
  readonly types: NumberedNames
}

/** A block: its header at once, columns and texts when asked for. Immutable; reads the bytes that it was given. */
export class Block {
  readonly firstPosition: number
  readonly count: number
  readonly sealed: boolean
  readonly tailEventsBefore: number
  readonly tailBytesBefore: number
  /** Bytes of data and meta. */
  readonly payloadBytes: number
  readonly names: Names
  readonly #bytes: Buffer
  readonly #flags: number
  readonly #dataBytes: number
  readonly #textStart: number
  readonly #restStart: number
  #payload: Buffer | undefined
  #columns: Columns | undefined
  #hashes: string[] | undefined

  /** @throws {StoreDamagedError} the bytes are not a block, or of another length than its header says. */
  constructor(bytes: Buffer, names: Names) {
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
    this.#dataBytes = bytes.readUInt32LE(24)
    this.payloadBytes = this.#dataBytes + bytes.readUInt32LE(28)
    this.#textStart = header_bytes + columnsBytes(this.count, this.#isWide)
    this.#restStart = bytes.length - bytes.readUInt32LE(32)
    const textBytes = this.#restStart - this.#textStart
    if (this.deflated ? textBytes < 0 : textBytes !== this.payloadBytes)
      throw new StoreDamagedError(`the block of history at ${this.firstPosition} has a wrong length`)
  }

  /** The same block with bytes of its own. */
  owned(): Block {
    return new Block(Buffer.from(new Uint8Array(this.#bytes).buffer), this.names)
  }

  get deflated(): boolean {
    return (this.#flags & block_deflated) !== 0
  }

  /**
   * All data texts, then all meta texts, as they were before they were deflated.
   * @throws {StoreDamagedError} they cannot be inflated, or are of another size than the header says.
   */
  get payload(): Buffer {
    this.#payload ??= this.#readPayload()
    return this.#payload
  }

  #readPayload(): Buffer {
    const stored = this.#bytes.subarray(this.#textStart, this.#restStart)
    if (!this.deflated) return stored
    const payload = inflated(stored, this.payloadBytes)
    if (payload === undefined)
      throw new StoreDamagedError(
        `the texts of the block of history at ${this.firstPosition} cannot be inflated`,
      )
    return payload
  }

  get #isWide(): boolean {
    return (this.#flags & block_wide) !== 0
  }

  /** All columns at once, for who walks over many events. */
  get columns(): Columns {
    this.#columns ??= this.#readColumns()
    return this.#columns
  }

  #readColumns(): Columns {
    const bytes = this.#bytes
    const aligned = bytes.byteOffset % 8 === 0 ? bytes : Buffer.from(new Uint8Array(bytes).buffer)
    const raw = rawColumns(aligned.buffer, aligned.byteOffset, this.count, this.#isWide)
    return new Columns(raw, { position: this.firstPosition, timeMs: this.#firstTimeMs })
  }

  get #firstTimeMs(): number {
    return this.#bytes.readDoubleLE(104)
  }

  timeMsAt(index: number): number {
    if (this.#isWide) return this.#bytes.readDoubleLE(header_bytes + index * 8)
    return this.#firstTimeMs + this.#bytes.readUInt32LE(header_bytes + index * 4)
  }

  /** 0 for none. */
  previousPositionAt(index: number): number {
    if (this.#isWide) return this.#bytes.readDoubleLE(header_bytes + (this.count + index) * 8)
    const distance = this.#bytes.readUInt32LE(header_bytes + (this.count + index) * 4)
    return distance === 0 ? 0 : this.firstPosition + index - distance
  }

  streamIdAt(index: number): number {
    return this.#column(0, index)
  }

  versionAt(index: number): number {
    return this.#column(1, index)
  }

  typeIdAt(index: number): number {
    return this.#column(2, index)
  }

  /** Of the columns of 32 bits, which follow time, previous position and id. */
  #column(column: number, index: number): number {
    return this.#bytes.readUInt32LE(this.#idStart + this.count * (16 + column * 4) + index * 4)
  }

  get #idStart(): number {
    return header_bytes + this.count * (this.#isWide ? 16 : 8)
  }

  flagsAt(index: number): number {
    return this.#bytes[this.#idStart + this.count * (16 + 5 * 4) + index] as number
  }

  get lastPosition(): number {
    return this.firstPosition + this.count - 1
  }

  get lastTimeMs(): number {
    return this.timeMsAt(this.count - 1)
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
    return this.dataTexts(index, index + 1)
  }

  /** The data texts of the events from index `from` to before `to`, joined by commas. */
  dataTexts(from: number, to: number): string {
    return this.#text(this.#startOf(3, from), this.#column(3, to - 1))
  }

  /** Whether `JSON.parse` of its meta texts loses nothing. */
  get metaExact(): boolean {
    const { flags } = this.columns
    for (let index = 0; index < flags.length; index++)
      if (((flags[index] as number) & event_meta_inexact) !== 0) return false
    return true
  }

  metaText(index: number): string {
    return this.metaTexts(index, index + 1)
  }

  metaTexts(from: number, to: number): string {
    return this.#text(this.#dataBytes + this.#startOf(4, from), this.#dataBytes + this.#column(4, to - 1))
  }

  /** After the comma behind the text before. */
  #startOf(column: number, index: number): number {
    return index === 0 ? 0 : this.#column(column, index - 1) + 1
  }

  #text(start: number, end: number): string {
    return this.payload.toString((this.#flags & block_ascii) === 0 ? 'utf8' : 'latin1', start, end)
  }

  stream(index: number): string {
    return this.names.streams.byId(this.streamIdAt(index)).name
  }

  type(index: number): string {
    return this.names.types.byId(this.typeIdAt(index)).name
  }

  id(index: number): string {
    const at = this.#idStart + index * 16
    if ((this.flagsAt(index) & event_text_id) === 0) return uuidText(this.#bytes, at)
    const offset = this.#restStart + this.#bytes.readUInt32LE(at)
    return this.#bytes.toString('utf8', offset, offset + this.#bytes.readUInt32LE(at + 4))
  }

  /** 32 hex digits, or '' when the event is not erasable. */
  salt(index: number): string {
    if ((this.flagsAt(index) & event_salted) === 0) return ''
    let salted = 0
    for (let before = 0; before < index; before++) if ((this.flagsAt(before) & event_salted) !== 0) salted++
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
    const header = {
      position: this.firstPosition + index,
      chainedStream: this.names.streams.byId(this.streamIdAt(index)).chained,
      version: this.versionAt(index),
      chainedType: this.names.types.byId(this.typeIdAt(index)).chained,
      quotedId: JSON.stringify(this.id(index)),
      time: isoTime(this.timeMsAt(index)),
    }
    return chainHash(
      previous,
      header,
      digestOf(this.dataText(index), this.salt(index)),
      digestOf(this.metaText(index)),
    )
  }
}
