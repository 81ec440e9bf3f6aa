import type { Block } from './block.ts'
import { event_inexact, event_meta_inexact } from './block-format.ts'
import { BlockValues, dataColumn, metaColumn } from './block-values.ts'
import type { EventJson, RecordedEvent } from './event.ts'
import { exactValue } from './exact-value.ts'
import { isoTime } from './iso-time.ts'
import { eventJson, inspected, inspectedEvent } from './printed-event.ts'

/** Values that the events of one scan of a block share; undefined where a text is not exact. Made when asked for. */
export class ScannedValues {
  readonly #block: Block
  readonly #indexes: readonly number[]
  #data: BlockValues | undefined | null = null
  #meta: BlockValues | undefined | null = null

  /** @param indexes in the order of the scan */
  constructor(block: Block, indexes: readonly number[]) {
    this.#block = block
    this.#indexes = indexes
  }

  get data(): BlockValues | undefined {
    if (this.#data === null)
      this.#data = this.#block.exact ? new BlockValues(dataColumn(this.#block), this.#indexes) : undefined
    return this.#data
  }

  get meta(): BlockValues | undefined {
    if (this.#meta === null)
      this.#meta = this.#block.metaExact ? new BlockValues(metaColumn(this.#block), this.#indexes) : undefined
    return this.#meta
  }
}

/** An event as a place in its block: nothing is copied or parsed until it is asked for. */
export class BlockRecordedEvent implements RecordedEvent {
  readonly #block: Block
  readonly #index: number
  readonly #scan: ScannedValues | undefined
  #data: unknown
  #meta: Readonly<Record<string, unknown>> | undefined

  /** `scan`: the other events of the same scan, with which it may be parsed. */
  constructor(block: Block, index: number, scan?: ScannedValues) {
    this.#block = block
    this.#index = index
    this.#scan = scan
  }

  get position(): number {
    return this.#block.firstPosition + this.#index
  }

  get stream(): string {
    return this.#block.stream(this.#index)
  }

  get version(): number {
    return this.#block.versionAt(this.#index)
  }

  get type(): string {
    return this.#block.type(this.#index)
  }

  get id(): string {
    return this.#block.id(this.#index)
  }

  get timeMs(): number {
    return this.#block.timeMsAt(this.#index)
  }

  get time(): string {
    return isoTime(this.timeMs)
  }

  get json(): string {
    return this.#block.dataText(this.#index)
  }

  get metaJson(): string {
    return this.#block.metaText(this.#index)
  }

  get data(): unknown {
    if (this.#data === undefined) {
      const scanned = this.#scan?.data
      this.#data = scanned === undefined ? this.#parse(this.json, event_inexact) : scanned.value(this.#index)
    }
    return this.#data
  }

  get meta(): Readonly<Record<string, unknown>> {
    if (this.#meta === undefined) {
      const scanned = this.#scan?.meta
      const meta =
        scanned === undefined ? this.#parse(this.metaJson, event_meta_inexact) : scanned.value(this.#index)
      this.#meta = meta as Record<string, unknown>
    }
    return this.#meta
  }

  get hash(): string {
    return this.#block.hash(this.#index)
  }

  get salt(): string | undefined {
    const salt = this.#block.salt(this.#index)
    return salt === '' ? undefined : salt
  }

  toJSON(): EventJson {
    return eventJson(this, this.#block.names.branch)
  }

  [inspected](): object {
    return inspectedEvent(this, this.#block.names.branch)
  }

  #parse(text: string, inexactFlag: number): unknown {
    const isExact = (this.#block.flagsAt(this.#index) & inexactFlag) === 0
    return isExact ? JSON.parse(text) : exactValue(text, this.position)
  }
}
