/** What is counted of the events that have something in common. */
export interface Tally {
  readonly events: number
  /** Of data and meta. */
  readonly sizeBytes: number
  /** The first and the last of them, epoch ms. */
  readonly firstMs: number
  readonly lastMs: number
}

/** Tallies by small numbers, as columns that grow: a million of them are no objects. */
export class Tallies {
  #events = new Float64Array(64)
  #sizeBytes = new Float64Array(64)
  #firstMs = new Float64Array(64)
  #lastMs = new Float64Array(64)

  /** Times must come in order. */
  add(id: number, sizeBytes: number, timeMs: number): void {
    if (id >= this.#events.length) this.#grow(id + 1)
    if (this.#events[id] === 0) this.#firstMs[id] = timeMs
    this.#events[id]!++
    this.#sizeBytes[id]! += sizeBytes
    this.#lastMs[id] = timeMs
  }

  get(id: number): Tally {
    return {
      events: this.#events[id] ?? 0,
      sizeBytes: this.#sizeBytes[id] ?? 0,
      firstMs: this.#firstMs[id] ?? 0,
      lastMs: this.#lastMs[id] ?? 0,
    }
  }

  /** Those with events, most events first; equal ones in the order of their numbers. */
  ranked(): number[] {
    const ids: number[] = []
    for (const [id, events] of this.#events.entries()) if (events > 0) ids.push(id)
    return ids.sort((a, b) => this.#events[b]! - this.#events[a]! || a - b)
  }

  #grow(least: number): void {
    const length = Math.max(least, this.#events.length * 2)
    this.#events = extended(this.#events, length)
    this.#sizeBytes = extended(this.#sizeBytes, length)
    this.#firstMs = extended(this.#firstMs, length)
    this.#lastMs = extended(this.#lastMs, length)
  }
}

function extended(column: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(length)
  longer.set(column)
  return longer
}
