import type { EventSelection } from '../revision/event-selection.ts'
import type { EventLog } from '../store/event.ts'
import { type Direction, findEvent, stretches } from './find-event.ts'
import type { Work } from './work.ts'

/** Known positions are kept up to so many; then those far from where one looks are forgotten. */
const most_known = 16_384

/** A part of the list: positions, ascending. */
export interface ListedPositions {
  readonly positions: readonly number[]
  /** More may belong before or after them: {@link EventList.load} looks. */
  readonly isWhole: boolean
}

/** How many entries are wanted on each side of a position. */
export interface Surroundings {
  readonly before: number
  readonly after: number
}

/**
 * The events that a person scrolls through, oldest first: all of them, or those of a filter. Holds no event, and of a
 * filter's positions only some around where one looked last.
 */
export class EventList {
  readonly #log: EventLog
  readonly #selection: EventSelection | undefined
  /** The positions of a filter between `#after` (not included) and `#upTo`, ascending. */
  #known: number[] = []
  #after = 0
  #upTo = 0

  /** @param selection undefined: all events. */
  constructor(log: EventLog, selection: EventSelection | undefined) {
    this.#log = log
    this.#selection = selection
  }

  /** How many positions are held in memory. */
  get knownPositions(): number {
    return this.#known.length
  }

  /** The entries around a position, itself among them when it is in the list. */
  around(position: number, { before, after }: Surroundings): ListedPositions {
    const tip = this.#log.tip.position
    if (this.#selection === undefined) {
      const first = Math.max(1, position - before)
      const last = Math.min(tip, position + after)
      return { positions: Array.from({ length: last - first + 1 }, (_, at) => first + at), isWhole: true }
    }
    this.#lookFrom(position)
    const here = this.#indexAfter(position - 1)
    const behind = this.#indexAfter(position)
    const isWhole =
      (here >= before || this.#after === 0) && (this.#known.length - behind >= after || this.#upTo >= tip)
    return { positions: this.#known.slice(Math.max(0, here - before), behind + after), isWhole }
  }

  /** Looks for what `around` lacks. */
  *load(position: number, { before, after }: Surroundings): Work<void> {
    if (this.#selection === undefined) return
    this.#lookFrom(position)
    yield* this.#extend('after', () => this.#known.length - this.#indexAfter(position), after)
    yield* this.#extend('before', () => this.#indexAfter(position - 1), before)
    this.#forgetFar(position)
  }

  *#extend(direction: Direction, count: () => number, wanted: number): Work<void> {
    const tip = this.#log.tip.position
    const from = direction === 'after' ? this.#upTo : this.#after + 1
    const total = direction === 'after' ? tip - from : from
    if (count() >= wanted) return
    const looks = { from, direction, most: Math.max(wanted, 256) }
    for (const { after, upTo, positions } of stretches(this.#log, this.#selection ?? {}, looks)) {
      if (direction === 'after') {
        this.#known.push(...positions)
        this.#upTo = upTo
      } else {
        this.#known.unshift(...positions)
        this.#after = after
      }
      if (count() >= wanted) return
      yield { done: direction === 'after' ? upTo - from : from - after, total }
    }
  }

  /** The entry so many places after a position, or before it (negative); the last one there is when there are fewer. */
  *place(position: number, by: number): Work<number | undefined> {
    if (by === 0) return position
    if (this.#selection === undefined) {
      const { position: tip } = this.#log.tip
      return tip === 0 ? undefined : Math.min(tip, Math.max(1, position + by))
    }
    const wanted = { before: Math.max(0, -by), after: Math.max(0, by) }
    yield* this.load(position, wanted)
    const { positions } = this.around(position, wanted)
    const there = by > 0 ? positions.filter((at) => at > position) : positions.filter((at) => at < position)
    return by > 0 ? there.at(Math.min(by, there.length) - 1) : there.at(-Math.min(-by, there.length))
  }

  /** The entry nearest to a position: itself, else the one before, else the one after. */
  *nearest(position: number): Work<number | undefined> {
    const { position: tip } = this.#log.tip
    if (this.#selection === undefined) return tip === 0 ? undefined : Math.min(tip, Math.max(1, position))
    const before = yield* findEvent(this.#log, this.#selection, position + 1, 'before')
    return before ?? (yield* findEvent(this.#log, this.#selection, position, 'after'))
  }

  #lookFrom(position: number): void {
    if (position === 0 ? this.#after === 0 : position > this.#after && position <= this.#upTo) return
    this.#known = []
    this.#after = position
    this.#upTo = position
    if (position < 1) return
    const [stretch] = stretches(this.#log, this.#selection ?? {}, {
      from: position - 1,
      direction: 'after',
      most: 1,
    })
    // Only whether the position itself is in the list.
    this.#known = stretch?.positions[0] === position ? [position] : []
    this.#after = position - 1
  }

  #indexAfter(position: number): number {
    let low = 0
    let high = this.#known.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#known[middle] as number) <= position) low = middle + 1
      else high = middle
    }
    return low
  }

  #forgetFar(position: number): void {
    if (this.#known.length <= most_known) return
    const here = this.#indexAfter(position)
    const first = Math.max(0, here - most_known / 4)
    const last = Math.min(this.#known.length, here + most_known / 4)
    if (first > 0) this.#after = (this.#known[first] as number) - 1
    if (last < this.#known.length) this.#upTo = this.#known[last - 1] as number
    this.#known = this.#known.slice(first, last)
  }
}
