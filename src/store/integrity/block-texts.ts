import type { Block } from '../block.ts'

/** The texts of a block, decoded once for all that look at them. The block's layout must be sound. */
export class BlockTexts {
  readonly #block: Block
  #data: string | undefined
  #meta: string | undefined

  constructor(block: Block) {
    this.#block = block
  }

  /** All data texts, joined by commas. */
  get data(): string {
    this.#data ??= this.#block.dataTexts(0, this.#block.count)
    return this.#data
  }

  get meta(): string {
    this.#meta ??= this.#block.metaTexts(0, this.#block.count)
    return this.#meta
  }

  dataText(index: number): string {
    const { dataEnd } = this.#block.columns
    return cut(this.data, dataEnd, index) ?? this.#block.dataText(index)
  }

  metaText(index: number): string {
    const { metaEnd } = this.#block.columns
    return cut(this.meta, metaEnd, index) ?? this.#block.metaText(index)
  }
}

/** One of the joined texts; undefined where a character may be more than a byte, so that `ends` do not count them. */
function cut(texts: string, ends: Uint32Array, index: number): string | undefined {
  if (texts.length !== ends[ends.length - 1]) return undefined
  return texts.slice(index === 0 ? 0 : (ends[index - 1] as number) + 1, ends[index])
}
