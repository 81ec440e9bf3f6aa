// Goal: nothing that a projection's code does reaches an object of the program's, or runs where no limit of time is.
// Method: each attempt gets what it can hold of, hunts through its members and prototypes for a function of another
// realm, and makes code with it, which its own realm does not allow. An attempt that succeeds prints so.
import { describe, expect, test } from 'vitest'
import { ReadModels } from '../../src/projection/read-models.ts'
import { projectionFolder } from '../support/projections.ts'
import { temporaryStore } from '../support/stores.ts'

const hunter = `
const tried = new Set()
function hunt(value, depth = 0) {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || depth > 4 || tried.has(value)) return
  tried.add(value)
  for (const make of [value, value.constructor, value.constructor?.constructor])
    try { if (make('return process')().pid > 0) console.log('ESCAPED') } catch {}
  try { hunt(Object.getPrototypeOf(value), depth + 1) } catch {}
  for (const name of Reflect.ownKeys(value)) try { hunt(value[name], depth + 1) } catch {}
}
const trap = new Proxy(function () {}, {
  apply(target, self, values) { hunt(self); hunt(values); return undefined },
  get(target, name, receiver) { hunt(receiver); return name === 'prototype' ? target.prototype : trap },
  getPrototypeOf(target) { hunt(target); return null },
  ownKeys(target) { hunt(target); return ['prototype'] },
})
const arrayWith = (...values) => { hunt(values); return values }
`

interface Attempt {
  readonly name: string
  /** Before the definition. */
  readonly before?: string
  readonly init?: string
  /** The handler's body; gets `s` and `e`. */
  readonly body?: string
  readonly members?: string
  /** The definition itself. */
  readonly whole?: string
}

const attempts: readonly Attempt[] = [
  { name: 'console.log', body: 'hunt(console.log)' },
  { name: "the console's prototype", body: 'hunt(Object.getPrototypeOf(console)); hunt(console)' },
  {
    name: 'the inspector of values',
    body: "console.log({ [Symbol.for('nodejs.util.inspect.custom')]: arrayWith })",
  },
  { name: 'a getter that the console reads', body: 'console.log({ get a() { hunt(arguments); return 1 } })' },
  {
    name: 'a proxy that the console reads',
    body: 'console.log(trap, new Proxy({}, { get: trap, ownKeys: trap }))',
  },
  {
    name: 'toString for the console',
    body: "console.log('%s %d %j', { toString: trap, toJSON: trap, valueOf: trap })",
  },
  { name: 'structuredClone', body: 'hunt(structuredClone); hunt(structuredClone({ a: [1] }))' },
  {
    name: 'what structuredClone throws',
    body: 'try { structuredClone(() => 1) } catch (error) { hunt(error) }',
  },
  { name: 'a getter that structuredClone reads', body: 'structuredClone({ get a() { hunt(arguments) } })' },
  { name: 'require', before: "try { hunt(require); require('fs') } catch (error) { hunt(error) }" },
  { name: 'module and exports', before: 'hunt(module); hunt(exports); hunt(module.exports)' },
  {
    name: 'arguments of the module',
    before: 'hunt((() => { try { return arguments } catch (error) { return error } })())',
  },
  { name: 'eventvcs', before: "import * as all from 'eventvcs'; hunt(all); hunt(all.defineProjection)" },
  { name: 'this', before: 'hunt(this); hunt((function () { return this })())', body: 'hunt(this)' },
  {
    name: 'the global object',
    body: 'hunt(globalThis); for (const name of Object.getOwnPropertyNames(globalThis)) hunt(globalThis[name])',
  },
  {
    name: 'the function that runs batches',
    body: 'hunt(globalThis.__eventvcs_run); globalThis.__eventvcs_run()',
  },
  { name: 'the event', body: 'hunt(e); for (const name of Object.getOwnPropertySymbols(e)) hunt(e[name])' },
  {
    name: "the event's getters",
    body: 'hunt(e.meta); hunt(e.data); e.id + e.time + e.json; hunt(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(e)))',
  },
  {
    name: "the event's class with other values",
    body: "try { new e.constructor({ event: trap }, 0, 1, 's', 1, 'T', {}).id } catch (error) { hunt(error) }",
  },
  {
    name: "getters of the event's class on others",
    body: "try { Object.getOwnPropertyDescriptor(Object.getPrototypeOf(e), 'id').get.call(trap) } catch (error) { hunt(error) }",
  },
  { name: 'the arguments of a handler', members: 'on: { Opened() { hunt(arguments); hunt(arguments[0]) } }' },
  { name: 'a handler that is a proxy', members: 'on: { Opened: trap }' },
  { name: 'a key function that is a proxy', members: 'key: trap, on: { Opened: () => undefined }' },
  { name: 'an init that is a proxy', init: 'trap' },
  {
    name: 'a definition with getters that are proxies',
    members: "get streams() { hunt(arguments); return ['*'] }, on: { Opened: () => undefined }",
  },
  {
    name: 'the caller',
    body: 'try { hunt(e.constructor.caller); hunt((function () { return arguments.callee.caller })()) } catch (error) { hunt(error) }',
  },
  {
    name: 'Error.prepareStackTrace',
    body: 'Error.prepareStackTrace = (error, frames) => { hunt(frames); for (const frame of frames) { hunt(frame); hunt(frame.getThis()); hunt(frame.getFunction()) } return 1 }; hunt(new Error().stack)',
  },
  {
    name: 'prepareStackTrace by descriptor',
    body: "try { Object.defineProperty(Error, 'prepareStackTrace', { value: (error, frames) => hunt(frames) }) } catch {} void new Error('x').stack",
  },
  {
    name: 'another Error',
    body: 'try { globalThis.Error = { prepareStackTrace: (error, frames) => hunt(frames) } } catch {} void new TypeError().stack; null.x',
  },
  { name: 'captureStackTrace', body: 'const o = {}; Error.captureStackTrace(o); hunt(o); hunt(o.stack)' },
  {
    name: 'what the engine throws',
    body: 'for (const f of [() => null.x, () => eval("1"), () => new Function("1"), () => [].reduce()]) try { f() } catch (error) { hunt(error) }',
  },
  {
    name: 'running out of stack in the console',
    body: 'const f = () => { try { f() } catch (error) { hunt(error); console.log("x") } }; try { f() } catch (error) { hunt(error) }',
  },
  {
    name: 'running out of stack in the event',
    body: 'const f = () => { try { e.id; f() } catch (error) { hunt(error); throw error } }; try { f() } catch (error) { hunt(error) }',
  },
  { name: 'import()', body: "try { hunt(import('node:fs')) } catch (error) { hunt(error) }" },
  {
    name: 'import() of a name that is made',
    body: "try { const name = 'f' + 's'; hunt(import(name)) } catch (error) { hunt(error) }",
  },
  { name: 'async', body: 'try { hunt((async () => 1)()) } catch (error) { hunt(error) }' },
  {
    name: 'Promise',
    body: 'hunt(Promise); try { Promise.resolve().then(hunt) } catch (error) { hunt(error) }',
  },
  {
    name: 'async iteration',
    body: 'try { const g = (async function* () {})(); hunt(g); g.next() } catch (error) { hunt(error) }',
  },
  {
    name: 'a state that is a proxy',
    body: 'return new Proxy({}, { get: trap, ownKeys: trap, getPrototypeOf: trap, getOwnPropertyDescriptor: trap })',
  },
  {
    name: 'a state with a getter that is a proxy',
    body: "return Object.defineProperty({}, 'a', { get: trap, enumerable: true })",
  },
  { name: 'toJSON for all', body: 'Object.prototype.toJSON = trap' },
  { name: 'thrown: a proxy', body: 'throw trap' },
  {
    name: 'thrown: getters that are proxies',
    body: "const o = {}; for (const n of ['name', 'message', 'stack', 'code', 'constructor', 'then']) Object.defineProperty(o, n, { get: trap }); throw o",
  },
  { name: 'thrown: with a proxy for a prototype', body: 'throw Object.create(trap)' },
  { name: 'thrown: toPrimitive', body: 'throw { [Symbol.toPrimitive]: trap, toString: trap }' },
  {
    name: "getters of Error's prototype",
    body: "for (const n of ['code', 'message', 'cause']) Object.defineProperty(Error.prototype, n, { get: trap }); null.x",
  },
  {
    name: 'patched natives',
    body: 'for (const o of [Array, Map, Set, WeakSet, WeakMap, String, RegExp, Function, Object]) for (const n of Object.getOwnPropertyNames(o.prototype)) if (typeof o.prototype[n] === "function" && n !== "constructor") try { const f = o.prototype[n]; o.prototype[n] = function (...a) { hunt(this); hunt(a); return Reflect.apply(f, this, a) } } catch {}\n s.n = e.id; console.log("x", [1]); return s',
  },
  {
    name: 'patched array indexes',
    body: 'Object.defineProperty(Array.prototype, 0, { set: trap, get: trap, configurable: true }); e.meta; return s',
  },
]

const ended = /^projection 'p' failed|^'projections\/p\.ts/

function read({ before = '', init = '() => ({})', body = '', members, whole }: Attempt): string[] {
  const store = temporaryStore()
  store.log.append({ events: [1, 2].map(() => ({ stream: 'a', type: 'Opened', data: { n: [1] } })) })
  const on = members ?? `on: { Opened(s, e) { ${body} } }`
  const printed: string[] = []
  const folder = projectionFolder(
    { 'p.ts': `${hunter}\n${before}\nexport default ${whole ?? `{ init: ${init}, ${on} }`}` },
    { timeLimitMs: 500, print: (text) => printed.push(text) },
  )
  try {
    const reader = new ReadModels(store, folder)
    reader.get('p', 'a', 2)
    Array.from(reader.documents('p', 2))
  } catch (error) {
    expect((error as Error).message).toMatch(ended)
  }
  return printed
}

describe('reaches nothing of the program', () => {
  test.each(attempts)('$name', (attempt) => {
    expect(read(attempt)).not.toContain('ESCAPED')
  })

  test('and the hunter finds what there is to find', () => {
    expect(read({ name: '', body: 'console.log("seen"); hunt(e)' })).toContain('seen')
  })
})

describe('ends, wherever it loops', () => {
  const loop = 'for (;;);'
  test.each<Attempt>([
    { name: 'a getter of the state', body: `return { get a() { ${loop} } }` },
    { name: 'a state that is a proxy', body: `return new Proxy({}, { ownKeys() { ${loop} } })` },
    { name: 'toJSON', body: `return { toJSON() { ${loop} } }` },
    { name: 'a getter of the definition', members: `get on() { ${loop} }` },
    { name: 'a definition that is a proxy', whole: `new Proxy({}, { ownKeys() { ${loop} } })` },
    {
      name: 'streams without an end',
      members:
        'streams: new Proxy([], { get: (t, n) => n === "length" ? 2 ** 40 : "*" }), on: { Opened() {} }',
    },
    { name: 'init', init: `() => { ${loop} }` },
    { name: 'a key function', members: `key: () => { ${loop} }, on: { Opened() {} }` },
    {
      name: 'keys without an end',
      members:
        'key: () => new Proxy([], { get: (t, n) => n === "length" ? 2 ** 40 : "k" }), on: { Opened() {} }',
    },
    { name: 'a message that is thrown', body: `throw { get message() { ${loop} } }` },
    { name: 'a stack that is thrown', body: `throw { get stack() { ${loop} } }` },
    { name: 'a proxy that is thrown', body: `throw new Proxy({}, { get() { ${loop} } })` },
    {
      name: 'a prototype that is thrown',
      body: `throw Object.create(new Proxy({}, { get() { ${loop} }, getPrototypeOf() { ${loop} } }))`,
    },
    { name: 'prepareStackTrace', body: `Error.prepareStackTrace = () => { ${loop} }; null.x` },
    {
      name: "the header of an error's stack",
      body: `Error.prototype.toString = () => { ${loop} }; throw new Error('x')`,
    },
    { name: 'a job that is left over', body: `Promise.resolve().then(() => { ${loop} })` },
    { name: 'async', members: `on: { async Opened() { await 1; ${loop} } }` },
  ])('$name', (attempt) => {
    expect(read(attempt)).toEqual([])
  })
})
