import { positionKey, readU64 } from './keys.ts'
import { segment_events } from './postings.ts'
import type { Table } from './table.ts'

/** 16,384 positions each: the starts of 67,000,000 positions take about 2 MB. */
const remembered_segments = 4096

/**
 * Where blocks begin, learnt from the keys of one segment of history at a time. What it says may be old: blocks of the
 * tail are folded, and new ones are added. Whoever finds no block there, or one that ends before, asks again.
 */
export class BlockStarts {
  readonly #table: Table
  readonly #branch: number
  readonly #known = new Map<number, Float64Array>()

  constructor(table: Table, branch: number) {
    this.#table = table
    this.#branch = branch
  }

  /** The first position of the block that holds a position; undefined when there is none. */
  startOf(position: number): number | undefined {
    const segment = Math.floor(position / segment_events)
    const starts = this.#of(segment)
    // A block of the segment before may reach into this one.
    return lastAtOrBefore(starts, position) ?? (segment === 0 ? undefined : this.#of(segment - 1).at(-1))
  }

  /** Forgets what was learnt around a position. */
  relearn(position: number): void {
    const segment = Math.floor(position / segment_events)
    this.#known.delete(segment)
    this.#known.delete(segment - 1)
  }

  forget(): void {
    this.#known.clear()
  }

  #of(segment: number): Float64Array {
    const known = this.#known.get(segment)
    if (known !== undefined) return known
    const from = positionKey(this.#branch, segment * segment_events)
    const to = positionKey(this.#branch, (segment + 1) * segment_events)
    const starts = Float64Array.from(this.#table.keys(from, to), (key) => readU64(key, 4))
    if (this.#known.size >= remembered_segments) this.#known.clear()
    this.#known.set(segment, starts)
    return starts
  }
}

function lastAtOrBefore(starts: Float64Array, position: number): number | undefined {
  let low = 0
  let high = starts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((starts[middle] as number) <= position) low = middle + 1
    else high = middle
  }
  return low === 0 ? undefined : starts[low - 1]
}
