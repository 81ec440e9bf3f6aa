import { isModelFailure, type ModelFailures } from '../projection/model-failures.ts'
import type { DocumentPair, ReadModelReader } from '../projection/reader.ts'
import { compareDocuments, compareReadModels, type DocumentDifference } from './compare.ts'
import { settler } from './settle.ts'

/** Events that are looked at together: few at first, for whoever wants only the newest, then more. */
const first_events = 8
const most_events = 16_384
/** So many characters of documents are held for them, about. */
const most_chars = 32 * 1024 * 1024

const settle = settler({})

/** The pairs of some neighbouring events, by position. */
type Pairs = ReadonlyMap<number, readonly DocumentPair[]>
/** By projection; without those that fail at one of the events. */
type Known = ReadonlyMap<string, Pairs>

/**
 * What each of many events did to the read models. The events are taken some at a time, and documents folded once for
 * all of these: what one event costs does not grow with what came before it.
 */
export class EventChanges {
  readonly #reader: ReadModelReader
  #count = first_events
  #positions: ReadonlySet<number> = new Set()
  #known: Known = new Map()
  readonly #failures: ModelFailures

  /** @param failures takes the models that fail; what the others did is told. */
  constructor(reader: ReadModelReader, failures: ModelFailures) {
    this.#reader = reader
    this.#failures = failures
  }

  /** The same events, in any order: `of` answers at once for each while it is the last that was taken. */
  *ahead<Event extends { readonly position: number }>(events: Iterable<Event>): Generator<Event> {
    let batch: Event[] = []
    for (const event of events) {
      batch.push(event)
      if (batch.length < this.#count) continue
      this.#lookAt(batch.map(({ position }) => position))
      yield* batch
      batch = []
    }
    this.#lookAt(batch.map(({ position }) => position))
    yield* batch
  }

  /** The documents that an event changed, by projection and key. */
  *of(position: number): Generator<DocumentDifference> {
    const isAhead = this.#positions.has(position)
    for (const projection of this.#reader.names) {
      const pairs = isAhead ? this.#known.get(projection) : undefined
      if (pairs === undefined) yield* this.#differences(projection, position)
      for (const { key, before, after } of pairs?.get(position) ?? []) {
        const difference = compareDocuments({ projection, key }, before, after, settle)
        if (difference !== undefined) yield difference
      }
    }
  }

  #differences(projection: string, position: number): Iterable<DocumentDifference> {
    const options = { documents: [projection], failures: this.#failures }
    return compareReadModels(this.#reader, position - 1, position, options)
  }

  #lookAt(positions: readonly number[]): void {
    this.#positions = new Set(positions)
    const ascending = positions.toSorted((a, b) => a - b)
    const known = new Map<string, Pairs>()
    for (const name of this.#reader.names) {
      const pairs = this.#pairsOf(name, ascending)
      if (pairs !== undefined) known.set(name, pairs)
    }
    this.#known = known
    const chars = charsOf(known)
    const fitting = Math.floor((most_chars / Math.max(1, chars)) * positions.length)
    this.#count = Math.max(1, Math.min(most_events, this.#count * 2, fitting))
  }

  /** Undefined for a model that fails at one of the events: each is asked for alone then, and those before it answer. */
  #pairsOf(name: string, positions: readonly number[]): Pairs | undefined {
    try {
      return this.#reader.eventPairs(name, positions)
    } catch (error) {
      if (isModelFailure(error)) return undefined
      throw error
    }
  }
}

function charsOf(known: Known): number {
  let chars = 0
  for (const pairs of known.values())
    for (const list of pairs.values())
      for (const { before, after } of list) chars += (before?.length ?? 0) + (after?.length ?? 0)
  return chars
}
