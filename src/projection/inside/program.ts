import { applyInexact, type InexactMember, type Watcher } from '../../store/inexact-members.ts'
import { makeClone } from './clone.ts'
import { type Code, makeCode } from './code.ts'
import { makeConsole } from './console.ts'
import { installDates } from './dates.ts'
import { type Events, makeEvents } from './events.ts'
import { type Failures, makeFailures } from './failures.ts'
import { installGuards } from './guards.ts'
import { watchForOddObjects } from './odd-objects.ts'
import { installStacks } from './stacks.ts'
import { makeStates, type States } from './states.ts'

/** What the program lends to a realm. Its functions are called with texts, and are never within reach of the code. */
export interface Host {
  readonly sentinel: symbol
  readonly print: (text: string) => void
  /** Keeps an error of the program's own, which the code must not see. */
  readonly hold: (error: unknown) => void
  /** Run no code of the value's. */
  readonly isProxy: (value: object) => boolean
  readonly isPromise: (value: object) => boolean
  readonly absent: readonly string[]
  /** What the code is called in stacks. */
  readonly file: string
  /** False in the program's own realm, which stays as it is. */
  readonly isGuarded: boolean
}

/** Everything of a realm that the program calls, made of the realm's own functions. */
export interface RealmParts extends Events, States, Code, Pick<Failures, 'thrown' | 'thrownValue'> {
  parse(json: string): unknown
  /** Sets what `run` runs next. */
  prepare(body: () => void): void
  /** Runs it, once: whatever else calls this runs nothing. */
  run(): void
}

function makeRealm(
  host: Host,
  make: {
    installGuards: typeof installGuards
    installDates: typeof installDates
    installStacks: typeof installStacks
    watchForOddObjects: typeof watchForOddObjects
    makeConsole: typeof makeConsole
    makeClone: typeof makeClone
    makeFailures: typeof makeFailures
    makeStates: typeof makeStates
    makeEvents: typeof makeEvents
    makeCode: typeof makeCode
    applyInexact: typeof applyInexact
  },
): RealmParts {
  const inexact = new WeakMap<() => unknown, InexactMember>()
  const watcherOf = (areTexts: boolean): Watcher => ({
    areTexts,
    errorOf: ({ problem }) => {
      const error = new Error(problem)
      error.name = 'NumberInexact'
      return error
    },
    hidden: (read, member) => inexact.set(read, member),
  })
  const hold = (error: unknown) => {
    try {
      host.hold(error)
    } catch {
      // Out of stack: the code is told so by the error that takes this one's place.
    }
  }
  const print = (text: string) => {
    try {
      host.print(text)
    } catch (error) {
      hold(error)
    }
  }
  let odd: WeakSet<object> | undefined
  let pending: (() => void) | undefined
  const run = () => {
    const body = pending
    pending = undefined
    body?.()
  }
  if (host.isGuarded) {
    make.installStacks(host.file)
    make.installDates(make.installGuards(host.absent))
    const give = (name: string, value: unknown) =>
      Object.defineProperty(globalThis, name, { value, writable: true, configurable: true })
    give('console', make.makeConsole(print, host.isProxy))
    give('structuredClone', make.makeClone())
    Object.defineProperty(globalThis, '__eventvcs_run', { value: run })
  }
  const failures = make.makeFailures(host.sentinel)
  const inexactOf = (read: () => unknown) => inexact.get(read)
  if (host.isGuarded) odd = make.watchForOddObjects()
  const states = make.makeStates(host, odd, inexactOf)
  const { parse } = JSON
  return {
    ...failures,
    ...states,
    ...make.makeEvents(hold, make.applyInexact, watcherOf),
    ...make.makeCode(failures, states),
    parse: (json) => parse(json),
    prepare: (body) => {
      pending = body
    },
    run,
  }
}

const parts = {
  installGuards,
  installDates,
  installStacks,
  watchForOddObjects,
  makeConsole,
  makeClone,
  makeFailures,
  makeStates,
  makeEvents,
  makeCode,
  applyInexact,
}

/**
 * The text of a function that makes a realm's parts from what the host lends. Each function of it uses nothing from
 * outside itself, so its text is the same program wherever it is evaluated.
 */
export function realmProgram(): string {
  const made = Object.entries(parts).map(([name, part]) => `${name}: ${part.toString()}`)
  return `'use strict'; (host) => (${makeRealm.toString()})(host, { ${made.join(',\n')} })`
}
