import { StoreDamagedError } from '../errors.ts'
import type { Ambient, NewEvent } from './event.ts'
import { isFoundByTime } from './event-ids.ts'
import type { Progress } from './integrity/check-log.ts'
import type { Salvage, SalvagedPart } from './integrity/salvage.ts'
import { Store } from './store.ts'

const batch_events = 5000
const batch_bytes = 16 * 1024 * 1024

/** A new store to which the log of another is appended again, as it was: with its times, ids and salts. */
export class Refill {
  readonly store: Store
  /**
   * Ids that the other store drew itself, in the order of their events. The new store draws them again, because it
   * would look up whether it knows an id that it is given.
   */
  readonly #drawn: string[] = []
  #next = 0

  /** @param directory the `.es` folder of an empty store */
  constructor(directory: string, ambient: Ambient) {
    const newId = (timeMs: number): string => this.#drawn[this.#next++] ?? ambient.newId(timeMs)
    const drawing = { ...ambient, newId, neverRepeats: true }
    this.store = Store.open(directory, { readOnly: false, ambient: drawing })
  }

  /**
   * Appends all that can be proven. The new store chains it by itself: equal hashes prove every event.
   * @throws {StoreDamagedError} something came out otherwise than it went in.
   */
  *append(salvage: Salvage): Generator<Progress> {
    let batch: NewEvent[] = []
    let size = 0
    for (const part of salvage.parts()) {
      if (!('block' in part)) {
        yield part
        continue
      }
      for (const event of this.#newEvents(part)) batch.push(event)
      size += part.block.payloadBytes
      if (batch.length < batch_events && size < batch_bytes) continue
      this.#write(batch)
      batch = []
      size = 0
      yield { done: salvage.place.position, at: 'events' }
    }
    if (batch.length > 0) this.#write(batch)
    const { position, hash } = this.store.log.tip
    if (position !== salvage.place.position || hash !== salvage.place.hash)
      throw new StoreDamagedError(
        `the events up to ${salvage.place.position} did not come out as they went in`,
      )
  }

  #write(events: readonly NewEvent[]): void {
    this.store.log.append({ events })
    this.#drawn.length = 0
    this.#next = 0
  }

  *#newEvents({ block, from, end, chained }: SalvagedPart): IterableIterator<NewEvent> {
    for (let index = from; index < end; index++) {
      const id = chained.ids[index] as string
      const timeMs = block.columns.timeMs[index] as number
      const salt = block.salt(index)
      const isDrawn = isFoundByTime(id, timeMs)
      if (isDrawn) this.#drawn.push(id)
      yield {
        stream: block.stream(index),
        type: block.type(index),
        timeMs,
        json: block.dataText(index),
        metaJson: block.metaText(index),
        ...(isDrawn ? {} : { id }),
        ...(salt === '' ? {} : { salt }),
      }
    }
  }
}
