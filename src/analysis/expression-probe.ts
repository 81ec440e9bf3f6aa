import type { ReadModels } from '../projection/read-models.ts'
import type { EventLog } from '../store/event.ts'
import type { Probe } from './bisect.ts'
import type { Judgement, Question } from './expression.ts'

/** Asks an expression at positions of a log, and knows where its answer may change next. */
export class ExpressionProbe {
  readonly #question: Question
  readonly #log: EventLog
  readonly #reader: ReadModels
  readonly #upTo: number
  readonly #positions = new Map<string, readonly number[]>()
  #last: Judgement | undefined

  /** @param upTo the last position that is asked for. */
  constructor(question: Question, log: EventLog, reader: ReadModels, upTo: number) {
    this.#question = question
    this.#log = log
    this.#reader = reader
    this.#upTo = upTo
  }

  readonly ask: Probe = (position) => {
    const event = position === 0 ? undefined : this.#log.at(position)
    this.#last = this.#question(this.#reader, position, event)
    return this.#last.isSo ? 'so' : 'not'
  }

  /**
   * After an answer at a position: the next one at which one of the documents has an event that were looked at for
   * it. Infinity when none has.
   */
  readonly next = (position: number): number => {
    if (this.#last === undefined || this.#last.atEveryEvent) return position + 1
    let next = Number.POSITIVE_INFINITY
    for (const [name, keys] of this.#last.documents)
      for (const key of keys) next = Math.min(next, firstAfter(this.#positionsOf(name, key), position))
    return next
  }

  #positionsOf(name: string, key: string): readonly number[] {
    const place = JSON.stringify([name, key])
    const known = this.#positions.get(place)
    if (known !== undefined) return known
    const positions = this.#reader.positions(name, key, this.#upTo)
    this.#positions.set(place, positions)
    return positions
  }
}

function firstAfter(positions: readonly number[], position: number): number {
  let low = 0
  let high = positions.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((positions[middle] as number) > position) high = middle
    else low = middle + 1
  }
  return positions[low] ?? Number.POSITIVE_INFINITY
}
