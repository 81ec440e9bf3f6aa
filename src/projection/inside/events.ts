import type { EventColumns, RecordedEvent } from '../../store/event.ts'
import type { InexactMember, Watcher } from '../../store/inexact-members.ts'
import type { ProjectedEvent } from '../definition.ts'

/** Where a view takes from what it is asked for later: a run of the log, or one event. */
interface Origin {
  event(index: number): Pick<RecordedEvent, 'id' | 'time' | 'json' | 'metaJson'>
}

/** Numbers of a text that no double holds, and what they become. */
export interface InexactNumbers {
  /** In `data`, and in `meta`. */
  readonly data: readonly InexactMember[]
  readonly meta: readonly InexactMember[]
  /** Given as texts; otherwise reading one throws. */
  readonly areTexts: boolean
}

type RunColumns = Pick<
  EventColumns,
  'firstPosition' | 'streamIds' | 'versions' | 'typeIds' | 'streamName' | 'typeName' | 'event'
>

export interface Events {
  /** One event; `inexact`: its numbers that no double holds, as the program's own JSON. */
  project(event: RecordedEvent, inexact: string | undefined): ProjectedEvent
  /** Gives the same event again and again, a new object each time. Only for one whose numbers are all exact. */
  copies(event: RecordedEvent): () => ProjectedEvent
  /** Some events of a run; `json` is the list of their data. */
  projectAll(run: RunColumns, indexes: readonly number[], json: string): ProjectedEvent[]
}

/**
 * Events as the code sees them, made of the realm's objects. The program's own are kept out of reach. Runs inside the
 * realm.
 * @param hold is given what went wrong in the program's own code: the code that asked must not catch it
 */
export function makeEvents(
  hold: (error: unknown) => void,
  applyInexact: (value: unknown, members: readonly InexactMember[], watcher: Watcher) => unknown,
  watcher: (areTexts: boolean) => Watcher,
): Events {
  const { parse } = JSON
  const { isArray } = Array
  const { keys } = Object
  const slice = Function.prototype.call.bind(Array.prototype.slice) as (list: unknown[]) => unknown[]
  const isParent = (value: unknown): value is object => typeof value === 'object' && value !== null
  /** Of what JSON can say, which is nested 512 deep at most. Takes far less than to parse the text again. */
  const copied = (value: object): object => {
    if (isArray(value)) {
      const copy = slice(value)
      for (let at = 0; at < copy.length; at++) {
        const one = copy[at]
        if (isParent(one)) copy[at] = copied(one)
      }
      return copy
    }
    const copy = { ...value } as Record<string, unknown>
    const names = keys(copy)
    for (let at = 0; at < names.length; at++) {
      const name = names[at] as string
      const one = copy[name]
      if (isParent(one)) copy[name] = copied(one)
    }
    return copy
  }
  const source = Symbol(
    'made when asked for: name id, time, json and meta, a copy of the event does not have them',
  )
  const place = Symbol('where in it')
  let textOf: (from: Source, index: number, name: 'id' | 'time' | 'json' | 'metaJson') => string
  let inexactOf: (from: Source) => InexactNumbers | undefined
  class Source {
    readonly #origin: Origin
    readonly #inexact: InexactNumbers | undefined
    constructor(origin: Origin, inexact: InexactNumbers | undefined) {
      this.#origin = origin
      this.#inexact = inexact
    }
    static {
      textOf = (from, index, name) => {
        try {
          return from.#origin.event(index)[name]
        } catch (error) {
          hold(error)
          throw new Error(`the event's ${name} cannot be read`)
        }
      }
      inexactOf = (from) => from.#inexact
    }
  }
  class View {
    // Declared, and not defined first: a view is made for each event.
    declare readonly position: number
    declare readonly stream: string
    declare readonly version: number
    declare readonly type: string
    declare readonly data: unknown
    declare readonly [source]: Source
    declare readonly [place]: number
    constructor(
      from: Source,
      index: number,
      position: number,
      stream: string,
      version: number,
      type: string,
      data: unknown,
    ) {
      this.position = position
      this.stream = stream
      this.version = version
      this.type = type
      this.data = data
      this[source] = from
      this[place] = index
    }
    get id() {
      return textOf(this[source], this[place], 'id')
    }
    get time() {
      return textOf(this[source], this[place], 'time')
    }
    get json() {
      return textOf(this[source], this[place], 'json')
    }
    get meta() {
      const meta: unknown = parse(textOf(this[source], this[place], 'metaJson'))
      const inexact = inexactOf(this[source])
      return inexact === undefined ? meta : applyInexact(meta, inexact.meta, watcher(inexact.areTexts))
    }
  }
  return {
    project(event, inexactJson) {
      const { position, stream, version, type, json } = event
      const inexact = inexactJson === undefined ? undefined : (parse(inexactJson) as InexactNumbers)
      const origin = new Source({ event: () => event }, inexact)
      const view = new View(origin, 0, position, stream, version, type, parse(json))
      if (inexact !== undefined)
        // A member of the view, since all of the data may be such a number.
        applyInexact(view, inexact.data, watcher(inexact.areTexts))
      return view as ProjectedEvent
    },
    copies(event) {
      const { position, stream, version, type, json } = event
      const origin = new Source({ event: () => event }, undefined)
      const data: unknown = parse(json)
      return () =>
        new View(
          origin,
          0,
          position,
          stream,
          version,
          type,
          isParent(data) ? copied(data) : data,
        ) as ProjectedEvent
    },
    projectAll(run, indexes, json) {
      const { firstPosition, streamIds, versions, typeIds } = run
      const views = parse(json) as unknown[]
      const origin = new Source(run, undefined)
      for (let at = 0; at < views.length; at++) {
        const index = indexes[at] as number
        const stream = run.streamName(streamIds[index] as number)
        const type = run.typeName(typeIds[index] as number)
        const version = versions[index] as number
        views[at] = new View(origin, index, firstPosition + index, stream, version, type, views[at])
      }
      return views as ProjectedEvent[]
    },
  }
}
