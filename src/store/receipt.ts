import type { AppendedEvent, AppendReceipt } from './event.ts'
import type { PreparedEvent } from './prepare.ts'
import { inspected } from './printed-event.ts'

/** What an append has decided, event by event; the answer to the caller is made of it when somebody looks at it. */
export class BatchReceipt implements AppendReceipt {
  readonly branch: string
  readonly #batch: readonly PreparedEvent[]
  readonly #firstPosition: number
  readonly #versions: number[] = []
  readonly #ids: string[] = []
  readonly #timesMs: number[] = []
  readonly #hashes: string[] = []
  #events: readonly AppendedEvent[] | undefined
  clockHeldMs = 0

  constructor(branch: string, batch: readonly PreparedEvent[], firstPosition: number) {
    this.branch = branch
    this.#batch = batch
    this.#firstPosition = firstPosition
  }

  add(version: number, id: string, timeMs: number, hash: string): void {
    this.#versions.push(version)
    this.#ids.push(id)
    this.#timesMs.push(timeMs)
    this.#hashes.push(hash)
  }

  /** Of a batch that is not empty. */
  get lastHash(): string {
    return this.#hashes.at(-1) as string
  }

  get events(): readonly AppendedEvent[] {
    this.#events ??= this.#batch.map((event, index) => ({
      position: this.#firstPosition + index,
      stream: event.stream,
      version: this.#versions[index] as number,
      type: event.type,
      id: this.#ids[index] as string,
      timeMs: this.#timesMs[index] as number,
      hash: this.#hashes[index] as string,
      duplicate: false,
    }))
    return this.#events
  }

  toJSON(): AppendReceipt {
    const { branch, events, clockHeldMs } = this
    return { branch, events, clockHeldMs }
  }

  [inspected](): object {
    return this.toJSON()
  }
}
