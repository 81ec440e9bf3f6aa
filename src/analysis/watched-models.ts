import type { ReadModelReader } from '../projection/reader.ts'
import { knownText } from '../revision/meta.ts'
import { unknownProjection } from '../revision/unknown-projection.ts'
import type { RecordedEvent } from '../store/event.ts'

/** What an evaluation has looked at: while none of it changes, neither does its answer. */
export interface Looks {
  /** Documents, by projection: their keys. */
  readonly documents: ReadonlyMap<string, ReadonlySet<string>>
  /** It looked at the event itself, or at which documents there are: any event may change the answer. */
  readonly atEveryEvent: boolean
}

/**
 * Something that is looked up when it is asked for. To an expression it is a map like any other, so it must say that
 * it was made by `Map`.
 */
class Lookup extends Map<string, unknown> {
  readonly #get: (name: string) => unknown
  readonly #names: () => readonly string[]

  constructor(get: (name: string) => unknown, names: () => readonly string[]) {
    super()
    this.#get = get
    this.#names = names
  }

  override get(name: string): unknown {
    return this.#get(name)
  }

  override has(name: string): boolean {
    return this.#get(name) !== undefined
  }

  override keys(): MapIterator<string> {
    return new Map(this.#names().map((name) => [name, undefined])).keys()
  }

  override get size(): number {
    return this.#names().length
  }

  override *entries(): MapIterator<[string, unknown]> {
    for (const name of this.#names()) yield [name, this.#get(name)]
  }

  override [Symbol.iterator](): MapIterator<[string, unknown]> {
    return this.entries()
  }
}

Object.defineProperty(Lookup.prototype, 'constructor', { value: Map })

/** The variables of an expression at one position, and what of them was looked at. */
export class Variables implements Looks {
  readonly documents = new Map<string, Set<string>>()
  atEveryEvent = false
  /** `state.orders["order-42"]` */
  readonly state: Map<string, unknown>
  /** Null at `ROOT`, where nothing has happened. */
  readonly #event: Map<string, unknown> | null
  readonly #values = new Map<string, unknown>()

  constructor(reader: ReadModelReader, position: number, event: RecordedEvent | undefined) {
    const models = new Map(reader.names.map((name) => [name, this.#model(reader, name, position)]))
    this.state = new Lookup(
      (name) => models.get(name) ?? unknown(name, reader.names),
      () => reader.names,
    )
    this.#event = event === undefined ? null : eventLookup(event)
  }

  get event(): Map<string, unknown> | null {
    this.atEveryEvent = true
    return this.#event
  }

  #model(reader: ReadModelReader, name: string, position: number): Lookup {
    const get = (key: string) => this.#document(reader, name, key, position)
    return new Lookup(get, () => {
      this.atEveryEvent = true
      return Array.from(reader.documents(name, position), ({ key }) => key)
    })
  }

  #document(reader: ReadModelReader, name: string, key: string, position: number): unknown {
    if (typeof key !== 'string') return undefined
    const keys = this.documents.get(name) ?? new Set()
    this.documents.set(name, keys.add(key))
    const place = JSON.stringify([name, key])
    if (!this.#values.has(place)) {
      const json = reader.get(name, key, position)
      this.#values.set(place, json === undefined ? undefined : JSON.parse(json))
    }
    return this.#values.get(place)
  }
}

/** A path that leads nowhere is null, but a name of no projection is a mistake. */
function unknown(name: string, known: readonly string[]): never {
  throw unknownProjection(name, known)
}

const event_names = [
  'position',
  'stream',
  'version',
  'type',
  'id',
  'time',
  'actor',
  'data',
  'json',
  'meta',
] as const

function eventLookup(event: RecordedEvent): Lookup {
  const get = (name: string) => {
    if (name === 'actor') return knownText(event.metaJson, 'actor')
    return (event_names as readonly string[]).includes(name) ? event[name as 'type'] : undefined
  }
  return new Lookup(get, () => event_names)
}
