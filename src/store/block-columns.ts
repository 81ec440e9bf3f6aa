import type { Block } from './block.ts'
import { BlockRecordedEvent } from './block-event.ts'
import type { EventColumns, RecordedEvent } from './event.ts'
import type { BlockPart } from './history.ts'

/** A part of a block as columns: views of the block's own, so that nothing is copied. */
export class BlockColumns implements EventColumns {
  readonly firstPosition: number
  readonly count: number
  readonly streamIds: Uint32Array
  readonly typeIds: Uint32Array
  readonly versions: Uint32Array
  readonly #block: Block
  readonly #first: number
  readonly #last: number

  constructor({ block, first, last }: BlockPart) {
    const { columns } = block
    this.#block = block
    this.#first = first
    this.#last = last
    this.firstPosition = block.firstPosition + first
    this.count = last + 1 - first
    this.streamIds = columns.streamId.subarray(first, last + 1)
    this.typeIds = columns.typeId.subarray(first, last + 1)
    this.versions = columns.version.subarray(first, last + 1)
  }

  get timeMs(): Float64Array {
    return this.#block.columns.timeMs.subarray(this.#first, this.#last + 1)
  }

  get isExact(): boolean {
    return this.#block.exact
  }

  streamName(streamId: number): string {
    return this.#block.names.streams.byId(streamId).name
  }

  typeName(typeId: number): string {
    return this.#block.names.types.byId(typeId).name
  }

  sizeBytes(index: number): number {
    const { dataEnd, metaEnd } = this.#block.columns
    return textBytes(dataEnd, this.#first + index) + textBytes(metaEnd, this.#first + index)
  }

  metaJson(index: number): string {
    return this.#block.metaText(this.#first + index)
  }

  dataJson(from: number, to: number): string {
    return this.#block.dataTexts(this.#first + from, this.#first + to)
  }

  event(index: number): RecordedEvent {
    return new BlockRecordedEvent(this.#block, this.#first + index)
  }
}

/** Texts are joined by commas, which are nobody's. */
function textBytes(ends: Uint32Array, index: number): number {
  return index === 0 ? (ends[0] as number) : (ends[index] as number) - (ends[index - 1] as number) - 1
}
