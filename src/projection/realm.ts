import { compileFunction, constants, createContext, Script } from 'node:vm'
import { InterruptedError, ProjectionInvalidError } from '../errors.ts'
import type { EventColumns, RecordedEvent } from '../store/event.ts'
import type { Bundle } from './bundle.ts'
import { defineProjection, type ProjectedEvent } from './definition.ts'
import { installGuards, type RealmGlobal } from './guards.ts'

export interface RealmOptions {
  /** Receives what the code prints by `console`, a line or more a call. */
  readonly print: (text: string) => void
  /** How long one batch of events may take. */
  readonly timeLimitMs: number
  /** Whether Ctrl-C ends a batch. Not where a handler of the program's own waits for the signal: the batch would take it. */
  readonly endsOnSigint: boolean
}

/** The code ran longer than a batch may. */
export class TimeLimitError extends Error {}

/** What the realm is given of its own: an event as handlers see it, made of the realm's objects. */
const realm_source = `(() => {
  const { parse, stringify } = JSON
  const source = Symbol('made when asked for: name id, time, json and meta, a copy of the event does not have them')
  const place = Symbol('where in it')
  class ProjectedEvent {
    constructor(from, index, position, stream, version, type, data) {
      this.position = position
      this.stream = stream
      this.version = version
      this.type = type
      this.data = data
      this[source] = from
      this[place] = index
    }
    get id() { return this[source].event(this[place]).id }
    get time() { return this[source].event(this[place]).time }
    get json() { return this[source].event(this[place]).json }
    get meta() { return parse(this[source].event(this[place]).metaJson) }
  }
  const project = (event) => {
    const { position, stream, version, type, json } = event
    return new ProjectedEvent({ event: () => event }, 0, position, stream, version, type, parse(json))
  }
  // Reading its data throws and says which number it is; nothing else of it does.
  const projectInexact = (event) => {
    const { position, stream, version, type } = event
    const view = new ProjectedEvent({ event: () => event }, 0, position, stream, version, type, undefined)
    return Object.defineProperty(view, 'data', { get: () => event.data })
  }
  const projectAll = (run, indexes, json) => {
    const { firstPosition, streamIds, versions, typeIds } = run
    const views = parse(json)
    for (let at = 0; at < views.length; at++) {
      const index = indexes[at]
      const stream = run.streamName(streamIds[index])
      const type = run.typeName(typeIds[index])
      views[at] = new ProjectedEvent(run, index, firstPosition + index, stream, versions[index], type, views[at])
    }
    return views
  }
  return {
    parse,
    stringify,
    objectPrototype: Object.prototype,
    arrayPrototype: Array.prototype,
    project,
    projectInexact,
    projectAll,
  }
})()`

interface RealmParts {
  readonly parse: (json: string) => unknown
  readonly stringify: (value: unknown) => string | undefined
  readonly objectPrototype: object
  readonly arrayPrototype: object
  readonly project: (event: RecordedEvent) => ProjectedEvent
  /** An event whose data has a number that no double holds. */
  readonly projectInexact: (event: RecordedEvent) => ProjectedEvent
  /** Some events of a run; `json` is the list of their data. */
  readonly projectAll: (run: EventColumns, indexes: readonly number[], json: string) => ProjectedEvent[]
}

const parts_script = new Script(realm_source, { filename: 'es:realm' })
const run_script = new Script('__eventvcs_run()', { filename: 'es:run' })

/** Where a projection's code runs. */
export interface Realm {
  readonly parts: RealmParts
  /**
   * Runs `body` so that an endless loop in it ends.
   * @throws {TimeLimitError} {@link InterruptedError} on Ctrl-C
   */
  watched(body: () => void): void
}

/** The realm of the program itself, without guards and without a limit: for tests of a definition. */
export const own_realm: Realm = {
  parts: parts_script.runInThisContext() as RealmParts,
  watched: (body) => body(),
}

/**
 * A realm of its own: ECMAScript with globals of its own, without clock, randomness, locale, network and
 * process. It guards against mistakes, not against hostile code: that is what the owner check is for.
 */
export class IsolatedRealm implements Realm {
  readonly parts: RealmParts
  readonly #global: RealmGlobal & { __eventvcs_run?: () => void }
  readonly #timeLimitMs: number
  readonly #endsOnSigint: boolean

  constructor(options: RealmOptions) {
    // An ordinary global object: one that is contextified makes every use of a global slow.
    this.#global = createContext(constants.DONT_CONTEXTIFY as unknown as object, {
      codeGeneration: { strings: false, wasm: false },
    }) as RealmGlobal
    this.parts = parts_script.runInContext(this.#global) as RealmParts
    Object.defineProperty(this.#global, '__eventvcs_run', { writable: true, value: undefined })
    installGuards(this.#global, options.print)
    this.#timeLimitMs = options.timeLimitMs
    this.#endsOnSigint = options.endsOnSigint
  }

  /** Runs a bundle and returns what it exports as default. Whatever it throws goes through. */
  evaluate(bundle: Bundle): unknown {
    const module: { exports: { default?: unknown } } = { exports: {} }
    const load = compileFunction(bundle.code, ['module', 'exports', 'require'], {
      parsingContext: this.#global,
      filename: bundleFilename(bundle),
    })
    this.watched(() => load(module, module.exports, requireEventvcs))
    return module.exports.default
  }

  watched(body: () => void): void {
    this.#global.__eventvcs_run = body
    try {
      run_script.runInContext(this.#global, {
        timeout: this.#timeLimitMs,
        breakOnSigint: this.#endsOnSigint,
        displayErrors: false,
      })
    } catch (error) {
      const code = (error as NodeJS.ErrnoException | null | undefined)?.code
      if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
        throw new TimeLimitError(`ran longer than ${this.#timeLimitMs / 1000} s`)
      if (code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED')
        throw new InterruptedError('interrupted', { cause: error })
      throw error
    } finally {
      this.#global.__eventvcs_run = undefined
    }
  }
}

/** What a bundle's code is called in stack traces. */
export function bundleFilename(bundle: Bundle): string {
  return `es:${bundle.entry}`
}

function requireEventvcs(name: string): unknown {
  if (name === 'eventvcs') return { defineProjection }
  throw new ProjectionInvalidError(`a projection cannot import '${name}'`)
}
