import { knownText } from '../revision/meta.ts'
import type { PositionRange } from '../revision/select-events.ts'
import { categoryOf, type EventColumns, type EventLog } from '../store/event.ts'
import { type Calendar, HourCount } from './calendar.ts'
import { type CountedEvents, columnFilter } from './event-filter.ts'
import { Tallies, type Tally } from './tallies.ts'
import { type TimeBounds, withinTimes } from './time-range.ts'

/** What is counted of the events with one name: a type, a category, a stream. */
export interface NamedTally extends Tally {
  readonly name: string
}

/** Undefined: events without an actor. */
export interface ActorTally extends Tally {
  readonly name: string | undefined
  /** What they did, most often first. */
  readonly types: readonly { readonly name: string; readonly events: number }[]
}

/** Lists are ordered by their number of events, most first. Names are looked up while a list is drained. */
export interface Stats extends Calendar {
  /** Positions after `from` up to `to`: where was looked. */
  readonly range: PositionRange
  readonly total: Tally
  readonly largest: { readonly position: number; readonly sizeBytes: number }
  /** How many events have data and meta of 2^(n-1) up to, not including, 2^n bytes, n from 0. */
  readonly sizes: readonly number[]
  readonly types: Ranking<NamedTally>
  readonly categories: Ranking<NamedTally>
  readonly actors: Ranking<ActorTally>
  /** Without those events that have none, which are a row of the ranking all the same. */
  readonly actorCount: number
  readonly streams: Ranking<NamedTally>
}

export interface Ranking<T> {
  /** How many there are. */
  readonly count: number
  /** The first so many. */
  top(limit: number): IterableIterator<T>
}

export interface StatsRequest extends CountedEvents, TimeBounds {
  readonly range: PositionRange
}

/** What happened how often, by whom and when: one pass over the log's columns. No data is read. */
export function statsOf(log: EventLog, request: StatsRequest): Stats {
  const range = withinTimes(log, request.range, request)
  const count = new Count()
  const isCounted = columnFilter(request)
  for (const run of log.columns({ after: range.from, upTo: range.to })) count.add(run, isCounted)
  return { range, ...count.result() }
}

/** Types have fewer numbers than this, so that an actor's and a type's make one number. */
const most_types = 2 ** 21

class Count {
  readonly #total = new Tallies()
  readonly #types = new Tallies()
  readonly #streams = new Tallies()
  readonly #actors = new Tallies()
  readonly #categories = new Tallies()
  readonly #categoryIds = new Numbers<string>()
  readonly #categoryOfStream: (number | undefined)[] = []
  readonly #actorIds = new Numbers<string | undefined>()
  /** By actor's number times `most_types` plus type's number. */
  readonly #deeds = new Map<number, number>()
  readonly #hours = new HourCount()
  readonly #sizes = new Array<number>(33).fill(0)
  #largest = { position: 0, sizeBytes: -1 }
  #names: Pick<EventColumns, 'streamName' | 'typeName'> | undefined

  add(run: EventColumns, isCounted: ((run: EventColumns, index: number) => boolean) | undefined): void {
    this.#names = run
    for (let index = 0; index < run.count; index++) {
      if (isCounted !== undefined && !isCounted(run, index)) continue
      this.#addOne(run, index)
    }
  }

  #addOne(run: EventColumns, index: number): void {
    const timeMs = run.timeMs[index] as number
    const typeId = run.typeIds[index] as number
    const streamId = run.streamIds[index] as number
    const sizeBytes = run.sizeBytes(index)
    const actorId = this.#actorIds.of(knownText(run.metaJson(index), 'actor'))
    const deed = actorId * most_types + typeId
    this.#total.add(0, sizeBytes, timeMs)
    this.#types.add(typeId, sizeBytes, timeMs)
    this.#streams.add(streamId, sizeBytes, timeMs)
    this.#actors.add(actorId, sizeBytes, timeMs)
    this.#categories.add(this.#categoryId(run, streamId), sizeBytes, timeMs)
    this.#deeds.set(deed, (this.#deeds.get(deed) ?? 0) + 1)
    this.#hours.add(timeMs)
    this.#sizes[32 - Math.clz32(sizeBytes)]!++
    if (sizeBytes > this.#largest.sizeBytes)
      this.#largest = { position: run.firstPosition + index, sizeBytes }
  }

  #categoryId(run: EventColumns, streamId: number): number {
    this.#categoryOfStream[streamId] ??= this.#categoryIds.of(categoryOf(run.streamName(streamId)))
    return this.#categoryOfStream[streamId]
  }

  result(): Omit<Stats, 'range'> {
    const { position, sizeBytes } = this.#largest
    const typeName = (id: number) => this.#names?.typeName(id) ?? ''
    return {
      total: this.#total.get(0),
      largest: { position, sizeBytes: Math.max(0, sizeBytes) },
      sizes: this.#sizes.slice(0, this.#sizes.findLastIndex((events) => events > 0) + 1),
      types: ranking(this.#types, typeName),
      categories: ranking(this.#categories, (id) => this.#categoryIds.values[id] as string),
      streams: ranking(this.#streams, (id) => this.#names?.streamName(id) ?? ''),
      actors: this.#actorRanking(typeName),
      actorCount: this.#actorIds.values.filter((name) => name !== undefined).length,
      ...this.#hours.calendar(),
    }
  }

  #actorRanking(typeName: (id: number) => string): Ranking<ActorTally> {
    const deeds = new Map<number, { name: string; events: number }[]>()
    for (const [deed, events] of this.#deeds) {
      const actorId = Math.floor(deed / most_types)
      const list = deeds.get(actorId) ?? []
      list.push({ name: typeName(deed % most_types), events })
      deeds.set(actorId, list)
    }
    const { count, top } = ranking(this.#actors, (id) => id)
    const actorIds = this.#actorIds.values
    return {
      count,
      *top(limit) {
        for (const { name: id, ...tally } of top(limit)) {
          const types = (deeds.get(id) ?? []).sort((a, b) => b.events - a.events)
          yield { name: actorIds[id], ...tally, types }
        }
      },
    }
  }
}

function ranking<Name>(
  tallies: Tallies,
  nameOf: (id: number) => Name,
): Ranking<Tally & { readonly name: Name }> {
  const ids = tallies.ranked()
  return {
    count: ids.length,
    *top(limit) {
      for (const id of ids.slice(0, limit)) yield { name: nameOf(id), ...tallies.get(id) }
    },
  }
}

/** Numbers for values, from 0 in the order in which they are met. */
class Numbers<T> {
  readonly values: T[] = []
  readonly #ids = new Map<T, number>()

  of(value: T): number {
    let id = this.#ids.get(value)
    if (id === undefined) {
      id = this.values.push(value) - 1
      this.#ids.set(value, id)
    }
    return id
  }
}
