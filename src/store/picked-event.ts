import type { Block } from './block.ts'
import { event_inexact, event_meta_inexact } from './block-format.ts'
import type { EventJson, RecordedEvent } from './event.ts'
import { exactValue } from './exact-value.ts'
import { isoTime } from './iso-time.ts'
import { eventJson, inspected, inspectedEvent } from './printed-event.ts'

/** One event taken out of a block whose bytes will not last: its texts are copied, the rest of the block is not. */
export class PickedEvent implements RecordedEvent {
  readonly position: number
  readonly stream: string
  readonly version: number
  readonly type: string
  readonly id: string
  readonly timeMs: number
  readonly json: string
  readonly metaJson: string
  readonly #flags: number
  readonly #blockAgain: () => Block
  #data: unknown
  #meta: Readonly<Record<string, unknown>> | undefined

  /** `blockAgain`: the block for keeps, for what only all of it tells. */
  constructor(block: Block, index: number, blockAgain: () => Block) {
    this.position = block.firstPosition + index
    this.version = block.versionAt(index)
    this.id = block.id(index)
    this.timeMs = block.timeMsAt(index)
    this.json = block.dataText(index)
    this.metaJson = block.metaText(index)
    this.#flags = block.flagsAt(index)
    this.#blockAgain = blockAgain
    const streamId = block.streamIdAt(index)
    const typeId = block.typeIdAt(index)
    // Names may be read from the store, and that ends the life of the block's bytes.
    this.stream = block.names.streams.byId(streamId).name
    this.type = block.names.types.byId(typeId).name
  }

  get time(): string {
    return isoTime(this.timeMs)
  }

  get data(): unknown {
    this.#data ??= this.#parse(this.json, event_inexact)
    return this.#data
  }

  get meta(): Readonly<Record<string, unknown>> {
    this.#meta ??= this.#parse(this.metaJson, event_meta_inexact) as Record<string, unknown>
    return this.#meta
  }

  get hash(): string {
    const block = this.#blockAgain()
    return block.hash(this.position - block.firstPosition)
  }

  get salt(): string | undefined {
    const block = this.#blockAgain()
    const salt = block.salt(this.position - block.firstPosition)
    return salt === '' ? undefined : salt
  }

  toJSON(): EventJson {
    return eventJson(this, this.#blockAgain().names.branch)
  }

  [inspected](): object {
    return inspectedEvent(this, this.#blockAgain().names.branch)
  }

  #parse(text: string, inexactFlag: number): unknown {
    return (this.#flags & inexactFlag) === 0 ? JSON.parse(text) : exactValue(text, this.position)
  }
}
