import { format } from 'node:util'
import {
  MessageChannel,
  type MessagePort,
  moveMessagePortToContext,
  receiveMessageOnPort,
} from 'node:worker_threads'

/** The global object of a realm: ECMAScript's globals, none of Node's. */
export type RealmGlobal = typeof globalThis

/** Globals that a realm lacks, and what to use. Absent rather than throwing, so that libraries can look for them. */
export const absent_globals: Readonly<Record<string, string>> = {
  Intl: 'it depends on the machine: format where the document is shown',
  WeakRef: 'it depends on when memory is collected: use a plain object',
  FinalizationRegistry: 'it depends on when memory is collected',
  Atomics: 'there is one thread',
  SharedArrayBuffer: 'there is one thread',
  WebAssembly: 'write it in JavaScript',
  setTimeout: 'a fold does not wait: use event.time',
  setInterval: 'a fold does not wait: use event.time',
  setImmediate: 'a fold does not wait',
  queueMicrotask: 'a fold does not wait',
  performance: 'use event.time',
  crypto: 'use event.id, or what is in the event',
  fetch: 'there is no network: record what it would answer as an event',
  XMLHttpRequest: 'there is no network: record what it would answer as an event',
  process: 'there is no process: what a fold needs is in the event',
  require: 'import it at the top of the file',
  Buffer: 'there is no Node: use a string or a list',
}

/** Takes away or replaces whatever could answer differently at another time or on another machine. */
export function installGuards(realm: RealmGlobal, print: (text: string) => void): void {
  const refuse = refusalIn(realm)
  const taken = takeAway(realm, Object.keys(absent_globals))
  replace(realm.Math, 'random', refuse('Math.random', 'use event.id, or what is in the event'))
  guardLocale(realm, refuse)
  guardDate(realm, refuse)
  replace(realm, 'console', consoleOf(print))
  replace(realm, 'structuredClone', cloneInto(realm, taken))
}

type Refuse = (what: string, use: string) => () => never

/** Makes functions that throw an error of the realm, so that `instanceof Error` holds for the code that catches it. */
function refusalIn(realm: RealmGlobal): Refuse {
  return (what, use) => () => {
    const error = new realm.Error(`${what} does not give the same answer at every rebuild: ${use}`)
    error.name = 'NotDeterministic'
    throw error
  }
}

function replace(target: object, name: PropertyKey, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false })
}

function guardLocale(realm: RealmGlobal, refuse: Refuse): void {
  const shown = 'it depends on the locale: format where the document is shown'
  const typedArray = Object.getPrototypeOf(realm.Uint8Array.prototype) as object
  const prototypes = { Object: realm.Object, Array: realm.Array, Number: realm.Number, BigInt: realm.BigInt }
  for (const [name, { prototype }] of Object.entries(prototypes))
    replace(prototype, 'toLocaleString', refuse(`${name}'s toLocaleString`, shown))
  replace(typedArray, 'toLocaleString', refuse('toLocaleString', shown))
  replace(realm.String.prototype, 'localeCompare', refuse('localeCompare', 'compare with < and >'))
  replace(realm.String.prototype, 'toLocaleLowerCase', refuse('toLocaleLowerCase', 'use toLowerCase'))
  replace(realm.String.prototype, 'toLocaleUpperCase', refuse('toLocaleUpperCase', 'use toUpperCase'))
}

const local_getters = /^(?:get(?!UTC|Time$)|set(?!UTC|Time$)|toString$|toDateString$|toTimeString$|toLocale)/

/** Dates of a number, of a text that says its offset and `Date.UTC` stay; the clock and the local time zone go. */
function guardDate(realm: RealmGlobal, refuse: Refuse): void {
  const RealmDate = realm.Date
  const { prototype } = RealmDate
  for (const name of Object.getOwnPropertyNames(prototype))
    if (local_getters.test(name))
      replace(
        prototype,
        name,
        refuse(`Date's ${name}`, 'it depends on the time zone: use the UTC methods or toISOString'),
      )
  const noClock = refuse('the clock', 'use event.time')
  const noLocalParts = refuse('new Date(year, month, …)', 'it depends on the time zone: use Date.UTC')
  const noLocalText = refuse(
    'a date text without offset',
    "it depends on the time zone: add 'Z' or an offset",
  )
  const parse = RealmDate.parse
  replace(RealmDate, 'now', noClock)
  replace(RealmDate, 'parse', (text: unknown) =>
    namesItsOffset(String(text)) ? parse(String(text)) : noLocalText(),
  )
  const guarded = new Proxy(RealmDate, {
    apply: noClock,
    construct(target, values: unknown[], newTarget) {
      const [first] = values
      if (values.length === 0) noClock()
      if (values.length > 1) noLocalParts()
      if (typeof first === 'string' && !namesItsOffset(first)) noLocalText()
      return Reflect.construct(target, values, newTarget) as object
    },
  })
  replace(prototype, 'constructor', guarded)
  replace(realm, 'Date', guarded)
}

/** ECMAScript reads a bare day as UTC; any other text is local time unless it ends in an offset. */
function namesItsOffset(text: string): boolean {
  return /^\d{4}(?:-\d\d(?:-\d\d)?)?$/.test(text) || /(?:Z|[+-]\d\d:?\d\d|GMT|UTC)$/.test(text)
}

function consoleOf(print: (text: string) => void): object {
  const write = (...values: unknown[]) => print(format(...values))
  const names = ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir'] as const
  return Object.fromEntries(names.map((name) => [name, write]))
}

/**
 * `structuredClone` that makes objects of the realm: through a message port that belongs to it.
 * @param taken the globals that the realm has lost: Node needs them for a moment, to prepare the realm for a port
 */
function cloneInto(realm: RealmGlobal, taken: PropertyDescriptorMap): (value: unknown) => unknown {
  let ports: { from: MessagePort; to: MessagePort } | undefined
  return (value) => {
    ports ??= portsInto(realm, taken)
    ports.from.postMessage(value)
    return (receiveMessageOnPort(ports.to) as { message: unknown }).message
  }
}

function portsInto(realm: RealmGlobal, taken: PropertyDescriptorMap): { from: MessagePort; to: MessagePort } {
  const { port1, port2 } = new MessageChannel()
  Object.defineProperties(realm, taken)
  const inRealm = moveMessagePortToContext(port2, realm)
  takeAway(realm, Object.keys(taken))
  // An open port would keep the process alive.
  port1.unref()
  inRealm.unref()
  return { from: port1, to: inRealm }
}

function takeAway(realm: RealmGlobal, names: readonly string[]): PropertyDescriptorMap {
  const taken: PropertyDescriptorMap = {}
  for (const name of names) {
    const descriptor = Object.getOwnPropertyDescriptor(realm, name)
    if (descriptor !== undefined) taken[name] = descriptor
    Reflect.deleteProperty(realm, name)
  }
  return taken
}
