import type { ProjectedEvent } from '../definition.ts'
import type { Failures } from './failures.ts'
import type { StateProblem, States } from './states.ts'

/** What a member of a definition is, for the checks of the program. */
export interface Described {
  /** `a text`, `a list`, `missing`, … */
  readonly kind: string
  readonly text?: string
  readonly items?: readonly Described[]
  readonly members?: readonly (readonly [string, Described])[]
}

/** A function of the code, to be handed back and never called or looked at by the program. */
export type OpaqueHandler = { readonly isOpaque: unique symbol }

export type FirstState =
  | { readonly json: string }
  | { readonly problem: StateProblem | 'null' | 'another at every call' }

export interface Code {
  /** Runs a bundle's function. @returns what it exports as default */
  load(run: (module: object, exports: object, require: (name: string) => unknown) => void): unknown
  /** Takes a definition: reads each of its members once. */
  define(exported: unknown): Described
  /** Makes the state that documents begin with, twice. */
  firstState(): FirstState
  /** A document's first state, its own. Runs no code. */
  init(): unknown
  handlers(): ReadonlyMap<string, OpaqueHandler>
  /** The next state; null: there is no document any more. */
  advance(handler: OpaqueHandler, state: unknown, event: ProjectedEvent, key: string): unknown
  /** Asks for an event's keys. @returns how many, each once; -1: the answer was none, and `keyKind` says what it was */
  countKeys(event: ProjectedEvent): number
  keyAt(index: number): string
  keyKind(): string
}

/** A definition, and every call into it. Runs inside the realm. Whatever the code throws leaves by `failures`. */
export function makeCode(failures: Failures, states: States): Code {
  const { parse } = JSON
  const { isArray } = Array
  const { keys: namesOf } = Object
  const no_keys: readonly string[] = []
  const handlers = new Map<string, OpaqueHandler>()
  let definition: { init?: () => unknown } = {}
  let initOf: (() => unknown) | undefined
  let keyOf: ((event: ProjectedEvent) => unknown) | undefined
  let firstJson = ''
  let keys: readonly string[] = no_keys
  let keyKind = ''

  const kindOf = (value: unknown): string => {
    if (value === null) return 'null'
    if (value === undefined) return 'missing'
    if (typeof value === 'string') return 'a text'
    if (isArray(value)) return 'a list'
    return typeof value === 'object' ? 'an object' : `a ${typeof value}`
  }
  const describe = (value: unknown): Described => ({
    kind: kindOf(value),
    ...(typeof value === 'string' ? { text: value } : {}),
    ...(isArray(value) ? { items: value.map(describe) } : {}),
  })
  const describeHandlers = (on: object): Described => ({
    kind: 'an object',
    members: namesOf(on).map((type) => {
      const handler = (on as Record<string, unknown>)[type]
      handlers.set(type, handler as OpaqueHandler)
      return [type, describe(handler)]
    }),
  })
  const describeMember = (name: string, value: unknown): Described => {
    if (name === 'init') initOf = value as () => unknown
    if (name === 'key') keyOf = value as (event: ProjectedEvent) => unknown
    return name === 'on' && kindOf(value) === 'an object'
      ? describeHandlers(value as object)
      : describe(value)
  }
  const note = failures.note
  return {
    load(run) {
      try {
        const module: { exports: { default?: unknown } } = { exports: {} }
        run(module, module.exports, (name) => {
          if (name === 'eventvcs') return { defineProjection: (given: unknown) => given }
          throw new Error(`a projection cannot import '${name}'`)
        })
        return module.exports.default
      } catch (error) {
        throw note(error)
      }
    },
    define(exported) {
      try {
        if (kindOf(exported) !== 'an object') return describe(exported)
        definition = exported as object
        const members = namesOf(definition).map((name): [string, Described] => [
          name,
          describeMember(name, (definition as Record<string, unknown>)[name]),
        ])
        return { kind: 'an object', members }
      } catch (error) {
        throw note(error)
      }
    },
    firstState() {
      try {
        const texts: (string | undefined)[] = []
        for (let call = 0; call < 2; call++) {
          const state = Reflect.apply(initOf as () => unknown, definition, [])
          if (state === null) return { problem: 'null' }
          const text = states.text(state)
          if (text === undefined) return { problem: states.problem() }
          texts.push(text)
        }
        firstJson = texts[0] as string
        return texts[0] === texts[1] ? { json: firstJson } : { problem: 'another at every call' }
      } catch (error) {
        throw note(error)
      }
    },
    init: () => parse(firstJson),
    handlers: () => handlers,
    advance(handler, state, event, key) {
      try {
        const call = handler as unknown as (state: unknown, event: ProjectedEvent, key: string) => unknown
        const next = call(state, event, key)
        return next === undefined ? state : next
      } catch (error) {
        throw note(error)
      }
    },
    countKeys(event) {
      try {
        const answer = (keyOf as (event: ProjectedEvent) => unknown)(event)
        if (typeof answer === 'string') keys = [answer]
        else if (answer === null || answer === undefined) keys = no_keys
        else if (!isArray(answer)) {
          keyKind = `${kindOf(answer)}, not a text, a list or null`
          return -1
        } else {
          const given: unknown[] = [...answer]
          for (const key of given)
            if (typeof key !== 'string') {
              keyKind = `${kindOf(key)}, not a text`
              return -1
            }
          keys = given.length < 2 ? (given as string[]) : [...new Set(given as string[])]
        }
        return keys.length
      } catch (error) {
        throw note(error)
      }
    },
    keyAt: (index) => keys[index] as string,
    keyKind: () => keyKind,
  }
}
