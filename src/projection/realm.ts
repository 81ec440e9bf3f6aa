import { types } from 'node:util'
import { compileFunction, constants, createContext, Script } from 'node:vm'
import { InterruptedError } from '../errors.ts'
import { absent_globals } from './absent-globals.ts'
import type { Bundle } from './bundle.ts'
import type { Thrown } from './inside/failures.ts'
import { type Host, type RealmParts, realmProgram } from './inside/program.ts'

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

/** The code threw. Has texts of it alone; the value itself stays in its realm. */
export class CodeError extends Error {
  constructor(
    readonly thrown: Thrown,
    options: ErrorOptions = {},
  ) {
    super(thrown.message ?? thrown.text ?? 'an object', options)
  }
}

/** What the code is called in stack traces: the same wherever its files are, for a stack may end up in a document. */
export const code_filename = 'es:projection'

let program: Script | undefined

/** Compiled when the first realm is made: most commands make none. */
function realmScript(): Script {
  program ??= new Script(realmProgram(), { filename: 'es:realm' })
  return program
}

const run_script = new Script('__eventvcs_run()', { filename: 'es:realm' })
const sentinel = Symbol('the code threw')

/**
 * Where a projection's code runs. The program calls the realm's parts with its own values, gets texts and values that it
 * does not look into, and never touches what the code has made: a getter, a proxy or the prototype of an error would run
 * the code outside of every limit, or hand it an object of the program's.
 */
export interface Realm {
  readonly parts: RealmParts
  /**
   * Runs what calls the parts. `isLimited: false` is only for events that this code has folded before: then an endless
   * loop would not end.
   * @throws {CodeError} {@link TimeLimitError} {@link InterruptedError} on Ctrl-C
   */
  enter(body: () => void, options?: { isLimited: boolean }): void
}

abstract class AnyRealm implements Realm {
  abstract readonly parts: RealmParts
  /** An error of the program's own below a call of the code's. */
  #held: { error: unknown } | undefined

  protected host(options: Pick<Host, 'print' | 'isGuarded'>): Host {
    return {
      ...options,
      sentinel,
      hold: (error) => {
        this.#held ??= { error }
      },
      isProxy: types.isProxy,
      isPromise: types.isPromise,
      absent: Object.keys(absent_globals),
      file: code_filename,
    }
  }

  enter(body: () => void, { isLimited } = { isLimited: true }): void {
    try {
      if (isLimited) this.runLimited(body)
      else body()
    } catch (error) {
      if (error === sentinel && this.#held === undefined) throw this.codeError()
      if (error !== sentinel) throw error
    } finally {
      const held = this.#held
      this.#held = undefined
      // biome-ignore lint/correctness/noUnsafeFinally: the code may have caught the error that took its place.
      if (held !== undefined) throw held.error
    }
  }

  protected abstract runLimited(body: () => void): void

  protected codeError(): CodeError {
    return new CodeError(this.parts.thrown())
  }
}

/** The realm of the program itself, without guards and without a limit: for tests of a definition. */
export class OwnRealm extends AnyRealm {
  readonly parts: RealmParts

  constructor() {
    super()
    const make = realmScript().runInThisContext() as (host: Host) => RealmParts
    this.parts = make(this.host({ print: () => {}, isGuarded: false }))
  }

  protected override runLimited(body: () => void): void {
    body()
  }

  protected override codeError(): CodeError {
    return new CodeError(this.parts.thrown(), { cause: this.parts.thrownValue() })
  }
}

/** Members of literals and classes that are getters or setters, as code without comments writes them. */
const accessor_syntax = /\b[gs]et\b\s*[\w$"'`[#\\\u0080-\uffff]/

/**
 * A realm of its own: ECMAScript with globals of its own, without clock, randomness, locale, network and
 * process. It guards against mistakes, not against hostile code: that is what the owner check is for.
 */
export class IsolatedRealm extends AnyRealm {
  readonly parts: RealmParts
  readonly #global: object
  readonly #timeLimitMs: number
  readonly #endsOnSigint: boolean

  constructor(options: RealmOptions) {
    super()
    // An ordinary global object: one that is contextified makes every use of a global slow.
    this.#global = createContext(constants.DONT_CONTEXTIFY as unknown as object, {
      codeGeneration: { strings: false, wasm: false },
      // Jobs that are left over end within the limit, too.
      microtaskMode: 'afterEvaluate',
    })
    const make = realmScript().runInContext(this.#global) as (host: Host) => RealmParts
    this.parts = make(this.host({ print: options.print, isGuarded: true }))
    this.#timeLimitMs = options.timeLimitMs
    this.#endsOnSigint = options.endsOnSigint
  }

  /** Runs a bundle and returns what it exports as default: not to be looked at. @throws {CodeError} */
  evaluate(bundle: Bundle): unknown {
    const load = this.#compiled(bundle)
    if (accessor_syntax.test(bundle.code)) this.parts.lookAtEach()
    let exported: unknown
    this.enter(() => {
      exported = this.parts.load(load as Parameters<RealmParts['load']>[0])
    })
    return exported
  }

  #compiled({ code }: Bundle): unknown {
    try {
      return compileFunction(code, ['module', 'exports', 'require'], {
        parsingContext: this.#global,
        filename: code_filename,
      })
    } catch (error) {
      // Nothing of the code has run yet, so the error is what the engine made.
      const { name, message } = error as Error
      throw new CodeError({ kind: 'object', name, message, stack: undefined, text: undefined })
    }
  }

  protected override runLimited(body: () => void): void {
    this.parts.prepare(body)
    try {
      run_script.runInContext(this.#global, {
        timeout: this.#timeLimitMs,
        breakOnSigint: this.#endsOnSigint,
        displayErrors: false,
      })
    } catch (error) {
      const code = ownCodeOf(error)
      if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
        throw new TimeLimitError(`ran longer than ${this.#timeLimitMs / 1000} s`)
      if (code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED')
        throw new InterruptedError('interrupted', { cause: error })
      throw error
    }
  }
}

/** The error of a limit is made in the realm. Runs no code. */
function ownCodeOf(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || types.isProxy(error)) return undefined
  return Object.getOwnPropertyDescriptor(error, 'code')?.value
}

/** Whether something that was thrown is an error of the program's own realm. Runs no code of the value's. */
export function isOwnError(value: unknown): value is Error {
  let at: unknown = value
  while (typeof at === 'object' && at !== null && !types.isProxy(at)) {
    at = Object.getPrototypeOf(at)
    if (at === Error.prototype) return true
  }
  return false
}
