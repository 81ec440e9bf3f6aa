import fc from 'fast-check'
import { expect } from 'vitest'
import type { AppendRequest, EventLog, NewEvent, RecordedEvent } from '../../src/store/event.ts'
import { follow } from '../../src/store/follow.ts'
import type { Store } from '../../src/store/store.ts'
import { outcome, query } from './log-questions.ts'

const stream_names = ['order-1', 'order-2', 'cart-1']

/** Distances from the tip, most of them into what was folded last. */
const places = fc.array(
  fc.oneof({ weight: 6, arbitrary: fc.nat(400) }, { weight: 1, arbitrary: fc.nat(4000) }),
  {
    minLength: 10,
    maxLength: 40,
    size: 'max',
  },
)
const small = fc.record({
  appends: fc.integer({ min: 1, max: 8 }),
  events: fc.integer({ min: 1, max: 60 }),
})
const folding = fc.record({ appends: fc.constant(1), events: fc.integer({ min: 150, max: 400 }) })

/** Something that is done to one of the open stores. */
export const step = fc.record({
  by: fc.constantFrom(0, 1),
  does: fc.oneof(
    { weight: 4, arbitrary: fc.record({ append: small }) },
    { weight: 2, arbitrary: fc.record({ append: folding }) },
    { weight: 1, arbitrary: fc.record({ refused: fc.integer({ min: 1, max: 12 }) }) },
    { weight: 4, arbitrary: fc.record({ look: places }) },
    { weight: 4, arbitrary: fc.record({ times: places }) },
    { weight: 1, arbitrary: fc.record({ read: query }) },
    { weight: 1, arbitrary: fc.record({ follow: fc.constant(true) }) },
  ),
})
export type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

/** A store that stays open, compared step by step with a log that remembers nothing of what it was asked. */
export class KeptOpen {
  readonly #store: Store
  readonly #log: EventLog
  readonly #oracle: EventLog
  readonly #followed: AsyncGenerator<RecordedEvent, void>
  readonly #ending = new AbortController()
  /** Events that were asked for before, whose texts and hash may be read later. */
  readonly #held: (RecordedEvent | undefined)[] = []
  #after = 0

  constructor(store: Store, oracle: EventLog) {
    this.#store = store
    this.#log = store.log
    this.#oracle = oracle
    this.#followed = follow(store, { pollMs: 5, signal: this.#ending.signal })
  }

  async does(does: Step['does']): Promise<void> {
    this.#store.refresh()
    if ('append' in does) this.#append(does.append)
    else if ('refused' in does) this.#refused(does.refused)
    else if ('look' in does) this.#look(does.look)
    else if ('times' in does) this.#times(does.times)
    else if ('read' in does) this.#same((log) => Array.from(log.read(does.read), facts))
    else await this.#follow()
    this.#same((log) => [log.tip, stream_names.map((name) => log.versionOf(name))])
  }

  async end(): Promise<void> {
    this.#store.refresh()
    for (const event of this.#held)
      expect(event && facts(event)).toEqual(event && facts(this.#oracle.at(event.position) as RecordedEvent))
    this.#ending.abort()
    await this.#followed.return()
    await this.#store.close()
  }

  #same(answer: (log: EventLog) => unknown): void {
    expect(answer(this.#log)).toEqual(answer(this.#oracle))
  }

  #append({ appends, events }: { appends: number; events: number }): void {
    for (let left = appends; left > 0; left--) {
      const request = { events: someEvents(events, left) }
      this.#same((log) => outcome(log, request))
    }
  }

  /** The last event is older than the tip: all is taken back. */
  #refused(events: number): void {
    const request: AppendRequest = { events: [...someEvents(events, 0), { ...one(0), timeMs: 0 }] }
    if (this.#oracle.tip.position > 0) this.#same((log) => outcome(log, request))
  }

  #look(places: readonly number[]): void {
    for (const back of places) {
      const position = Math.max(0, this.#oracle.tip.position + 1 - back)
      this.#same((log) => log.at(position)?.id)
      if (this.#held.length < 100) this.#held.push(this.#log.at(position))
      if (position % 97 === 0) this.#same((log) => (log.at(position) ? log.hashAt(position) : undefined))
    }
  }

  #times(places: readonly number[]): void {
    for (const back of places) {
      const event = this.#oracle.at(Math.max(1, this.#oracle.tip.position - back))
      if (event === undefined) return
      const { timeMs, stream, version } = event
      this.#same((log) => [
        log.positionAt(timeMs),
        log.positionAt(timeMs - 1),
        log.positionOf(stream, version),
      ])
    }
  }

  async #follow(): Promise<void> {
    const missed = Array.from(this.#oracle.read({ after: this.#after }), facts)
    this.#after = this.#oracle.tip.position
    const given: unknown[] = []
    while (given.length < missed.length) {
      const { value } = await this.#followed.next()
      given.push(value && facts(value))
    }
    expect(given).toEqual(missed)
  }
}

function someEvents(count: number, seed: number): (NewEvent & { stream: string })[] {
  return Array.from({ length: count }, (_, index) => one(seed + index))
}

function one(index: number): NewEvent & { stream: string } {
  return { stream: stream_names[index % stream_names.length] as string, type: 'T', json: String(index) }
}

function facts({ position, stream, version, type, id, timeMs, json, hash }: RecordedEvent) {
  return { position, stream, version, type, id, timeMs, json, hash }
}
