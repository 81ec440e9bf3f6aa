import { NumberInexactError, ProjectionInvalidError } from '../errors.ts'
import type { ReadQuery, RecordedEvent } from '../store/event.ts'
import type { Bundle } from './bundle.ts'
import type { Handler, ProjectedEvent, ProjectionDefinition } from './definition.ts'
import { projectionFailure } from './failure.ts'
import { IsolatedRealm, type Realm, type RealmOptions } from './realm.ts'
import { nameOfFile } from './source-files.ts'
import { StateWriter } from './state-text.ts'
import { streamFilter } from './stream-filter.ts'
import { checkName, keyProblem, validDefinition } from './validate.ts'

const no_keys: readonly string[] = []

/** A definition and where it runs. */
export interface LoadedCode {
  /** What the code exports; checked by {@link Projection}. */
  readonly definition: unknown
  readonly bundle: Bundle
  readonly realm: Realm
  /** The same code where nothing is remembered and nothing printed. */
  readonly again: () => Projection
}

/** A projection whose code is loaded: its definition, checked, in a realm of its own. */
export class Projection {
  readonly name: string
  readonly bundle: Bundle
  readonly realm: Realm
  readonly states: StateWriter
  /** Which events can matter. Only narrows: `handlerOf` decides. */
  readonly query: Pick<ReadQuery, 'types' | 'streams' | 'categories'>
  /** `stream`: a document a stream. `fixed`: one document. `computed`: the code says, event by event. */
  readonly keys: 'stream' | 'fixed' | 'computed'
  /** The same code in a realm of its own, which remembers nothing and prints nothing. */
  readonly again: () => Projection
  readonly #definition: ProjectionDefinition<unknown>
  readonly #handlers: ReadonlyMap<string, Handler<unknown>>
  readonly #anyHandler: Handler<unknown> | undefined
  readonly includesStream: (stream: string) => boolean

  /** @throws {ProjectionInvalidError} {@link ProjectionFailedError} `init` throws. */
  constructor({ definition: exported, bundle, realm, again }: LoadedCode) {
    this.bundle = bundle
    this.realm = realm
    this.again = again
    this.states = new StateWriter(realm)
    const definition = validDefinition(exported, bundle.entry)
    this.name = definition.name ?? nameOfFile(bundle.entry)
    checkName(this.name, bundle.entry)
    this.#definition = definition
    const handlers = new Map(Object.entries(definition.on))
    this.#anyHandler = handlers.get('*')
    handlers.delete('*')
    this.#handlers = handlers
    const { key, streams } = definition
    this.keys = key === undefined ? 'stream' : typeof key === 'string' ? 'fixed' : 'computed'
    const filter = streamFilter(typeof streams === 'string' ? [streams] : streams)
    this.includesStream = filter.includes
    this.query = {
      ...filter.query,
      ...(this.#anyHandler === undefined ? { types: [...handlers.keys()] } : {}),
    }
    this.#checkInit()
  }

  /**
   * Runs a bundle in a realm of its own.
   * @throws {ProjectionInvalidError} {@link ProjectionFailedError} the module throws while it is loaded.
   */
  static load(bundle: Bundle, options: RealmOptions): Projection {
    const realm = new IsolatedRealm(options)
    const again = () => Projection.load(bundle, { ...options, print: () => {} })
    try {
      return new Projection({ definition: realm.evaluate(bundle), bundle, realm, again })
    } catch (error) {
      throw projectionFailure(error, { name: nameOfFile(bundle.entry), bundle })
    }
  }

  /** The handler that an event of this type and stream calls; undefined when the event does not matter. */
  handlerOf(type: string, stream: string): Handler<unknown> | undefined {
    const handler = this.handlerOfType(type)
    return handler !== undefined && this.includesStream(stream) ? handler : undefined
  }

  handlerOfType(type: string): Handler<unknown> | undefined {
    return this.#handlers.get(type) ?? this.#anyHandler
  }

  /** The state of a document before its first event. */
  init(): unknown {
    return this.#definition.init()
  }

  /** What a handler or the key function is given: a new object a call. */
  eventOf(event: RecordedEvent): ProjectedEvent {
    const { project, projectInexact } = this.realm.parts
    return hasExactNumbers(event) ? project(event) : projectInexact(event)
  }

  /**
   * The keys of the documents that an event changes, each once. Not checked: see `keyProblem`.
   * Only for `keys === 'computed'`.
   */
  computedKeys(event: ProjectedEvent): readonly string[] {
    const { key } = this.#definition
    const answer = (key as (event: ProjectedEvent) => unknown)(event)
    if (typeof answer === 'string') return [answer]
    if (answer === null || answer === undefined) return no_keys
    if (!Array.isArray(answer)) throw new KeyError(`'key' ${keyProblem(answer)}, a list or null`)
    return answer.length < 2 ? answer : [...new Set(answer as string[])]
  }

  /** The keys of the documents that an event changes, however they are found. */
  keysOf(event: RecordedEvent): readonly string[] {
    if (this.keys === 'computed') return this.computedKeys(this.eventOf(event))
    return [this.keys === 'fixed' ? this.fixedKey : event.stream]
  }

  /** The key of every document, when it is fixed. */
  get fixedKey(): string {
    return this.#definition.key as string
  }

  /** An object that every call of `init` shares would carry one document's state into another. */
  #checkInit(): void {
    const { bundle } = this
    let states: [unknown, unknown] | undefined
    try {
      this.realm.watched(() => {
        states = [this.init(), this.init()]
        this.states.text(states[0])
      })
    } catch (error) {
      throw projectionFailure(error, { name: this.name, bundle })
    }
    const [first, second] = states as [unknown, unknown]
    if (first === null)
      throw new ProjectionInvalidError(`'${bundle.entry}': 'init' gives null, which means no document`)
    if (typeof first === 'object' && first === second)
      throw new ProjectionInvalidError(`'${bundle.entry}': 'init' gives the same object at every call`, {
        hint: 'make a new one in it: init: () => ({ … })',
      })
  }
}

/** What a key function answered is not a key. */
export class KeyError extends Error {}

/** A number of 16 digits or more, or with an exponent, outside or inside a text: only then a double may not hold it. */
const long_number = /(?:^|[[:,])-?(?:[\d.]{16}|[\d.]*\d[eE])/

function hasExactNumbers(event: RecordedEvent): boolean {
  if (!long_number.test(event.json)) return true
  try {
    void event.data
    return true
  } catch (error) {
    if (error instanceof NumberInexactError) return false
    throw error
  }
}
