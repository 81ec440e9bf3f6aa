import { ProjectionInvalidError } from '../errors.ts'
import type { ReadQuery, RecordedEvent } from '../store/event.ts'
import { inexactMembers } from '../store/exact-value.ts'
import type { Bundle } from './bundle.ts'
import type { ProjectedEvent } from './definition.ts'
import { projectionFailure } from './failure.ts'
import type { FirstState, OpaqueHandler } from './inside/code.ts'
import type { InexactNumbers } from './inside/events.ts'
import { IsolatedRealm, type Realm, type RealmOptions } from './realm.ts'
import { nameOfFile } from './source-files.ts'
import { StateError } from './state-error.ts'
import { streamFilter } from './stream-filter.ts'
import { type CheckedDefinition, checkedDefinition, checkName } from './validate.ts'

const no_keys: readonly string[] = []

/** A definition and where it runs. */
export interface LoadedCode {
  /** What the code exports; only its realm may look at it. */
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
  /** Which events can matter. Only narrows: `handlerOf` decides. */
  readonly query: Pick<ReadQuery, 'types' | 'streams' | 'categories'>
  /** `stream`: a document a stream. `fixed`: one document. `computed`: the code says, event by event. */
  readonly keys: 'stream' | 'fixed' | 'computed'
  /** The same code in a realm of its own, which remembers nothing and prints nothing. */
  readonly again: () => Projection
  readonly #definition: CheckedDefinition
  readonly #handlers: ReadonlyMap<string, OpaqueHandler>
  readonly #anyHandler: OpaqueHandler | undefined
  readonly includesStream: (stream: string) => boolean

  /** @throws {ProjectionInvalidError} {@link ProjectionFailedError} `init` throws. */
  constructor({ definition: exported, bundle, realm, again }: LoadedCode) {
    this.bundle = bundle
    this.realm = realm
    this.again = again
    const definition = this.#define(exported)
    this.name = definition.name ?? nameOfFile(bundle.entry)
    checkName({ kind: 'a text', text: this.name }, bundle.entry)
    this.#definition = definition
    const handlers = new Map(realm.parts.handlers())
    this.#anyHandler = handlers.get('*')
    handlers.delete('*')
    this.#handlers = handlers
    const { key, streams } = definition
    this.keys = typeof key === 'object' ? 'fixed' : key
    const filter = streamFilter(streams)
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
  handlerOf(type: string, stream: string): OpaqueHandler | undefined {
    const handler = this.handlerOfType(type)
    return handler !== undefined && this.includesStream(stream) ? handler : undefined
  }

  handlerOfType(type: string): OpaqueHandler | undefined {
    return this.#handlers.get(type) ?? this.#anyHandler
  }

  /** The state of a document before its first event. */
  init(): unknown {
    return this.realm.parts.init()
  }

  /** A state as JSON text. Runs no code. @throws {StateError} it is not exact JSON. */
  textOf(state: unknown): string {
    const { parts } = this.realm
    const text = parts.text(state)
    if (text === undefined) throw new StateError(parts.problem())
    return text
  }

  /** The same without the text: afterwards the state may be looked at. @throws {StateError} */
  requirePlain(state: unknown): void {
    const { parts } = this.realm
    if (!parts.isPlain(state)) throw new StateError(parts.problem())
  }

  /** What a handler or the key function is given: a new object a call. */
  eventOf(event: RecordedEvent): ProjectedEvent {
    return this.realm.parts.project(event, this.#inexactIn(event))
  }

  /** Gives it again and again, a new object each time: for the documents that an event changes besides the first. */
  copiesOf(event: RecordedEvent): () => ProjectedEvent {
    const inexact = this.#inexactIn(event)
    const { parts } = this.realm
    return inexact === undefined ? parts.copies(event) : () => parts.project(event, inexact)
  }

  /** Its numbers that no double holds; undefined when it has none. */
  #inexactIn(event: RecordedEvent): string | undefined {
    const { json, metaJson, position } = event
    const data = long_number.test(json) ? inexactMembers(json, position, 'data') : []
    const meta = long_number.test(metaJson) ? inexactMembers(metaJson, position) : []
    if (data.length + meta.length === 0) return undefined
    const numbers: InexactNumbers = { data, meta, areTexts: this.#definition.numbers === 'text' }
    return JSON.stringify(numbers)
  }

  /**
   * The keys of the documents that an event changes, each once. Not checked: see `keyProblem`.
   * Only for `keys === 'computed'`, and only inside of `realm.enter`.
   */
  computedKeys(event: ProjectedEvent): readonly string[] {
    const { parts } = this.realm
    const count = parts.countKeys(event)
    if (count === -1) throw new KeyError(`'key' is ${parts.keyKind()}`)
    if (count === 0) return no_keys
    return Array.from({ length: count }, (_, index) => parts.keyAt(index))
  }

  /** The keys of the documents that an event changes, however they are found. */
  keysOf(event: RecordedEvent): readonly string[] {
    if (this.keys === 'computed') return this.computedKeys(this.eventOf(event))
    return [this.keys === 'fixed' ? this.fixedKey : event.stream]
  }

  /** The key of every document, when it is fixed. */
  get fixedKey(): string {
    return (this.#definition.key as { readonly fixed: string }).fixed
  }

  #define(exported: unknown): CheckedDefinition {
    const { realm, bundle } = this
    const described = this.#entered(() => realm.parts.define(exported), nameOfFile(bundle.entry))
    return checkedDefinition(described, bundle.entry)
  }

  #checkInit(): void {
    const first: FirstState = this.#entered(() => this.realm.parts.firstState(), this.name)
    if ('json' in first) return
    const { problem } = first
    const { bundle, name } = this
    if (problem === 'null')
      throw new ProjectionInvalidError(`'${bundle.entry}': 'init' gives null, which means no document`)
    if (problem === 'another at every call')
      throw new ProjectionInvalidError(`'${bundle.entry}': 'init' gives another state at every call`, {
        hint: 'every document must begin alike: use no variables of the module in it',
      })
    throw projectionFailure(new StateError(problem), { name, bundle, isInit: true })
  }

  #entered<T>(body: () => T, name: string): T {
    let answer: T | undefined
    try {
      this.realm.enter(() => {
        answer = body()
      })
    } catch (error) {
      throw projectionFailure(error, { name, bundle: this.bundle })
    }
    return answer as T
  }
}

/** What a key function answered is not a key. */
export class KeyError extends Error {}

/** A number of 16 digits or more, or with an exponent, outside or inside a text: only then a double may not hold it. */
const long_number = /(?:^|[[:,])-?(?:[\d.]{16}|[\d.]*\d[eE])/
