// Goal: a state that JSON would lose or change is refused, with its path, at the event that made it; the same whether it
// is read in memory, as a document of one stream, or stored, and for what `init` makes.
import { describe, expect, test } from 'vitest'
import { Catalog } from '../../src/projection/catalog.ts'
import { ReadModels } from '../../src/projection/read-models.ts'
import { rebuild } from '../../src/projection/rebuild.ts'
import { drained, projectionFolder } from '../support/projections.ts'
import { temporaryStore } from '../support/stores.ts'

const spoilt: readonly (readonly [make: string, problem: string])[] = [
  ['({ lines: [], get total() { return 1 } })', "a getter or a setter at '/total'"],
  ['({ a: { set b(value) {} } })', "a getter or a setter at '/a/b'"],
  ["Object.defineProperty({}, 'a', { get: () => 1, enumerable: true })", "a getter or a setter at '/a'"],
  ['Object.defineProperties({}, { a: { get: () => 1, enumerable: true } })', "a getter or a setter at '/a'"],
  ["Reflect.defineProperty(o, 'a', { get: () => 1, enumerable: true }) && o", "a getter or a setter at '/a'"],
  ["(o.__defineGetter__('a', () => 1), o)", "a getter or a setter at '/a'"],
  [
    'Object.create(Object.prototype, { a: { get: () => 1, enumerable: true } })',
    "a getter or a setter at '/a'",
  ],
  ['Object.defineProperty([1, 2], 1, { get: () => 1, enumerable: true })', "a getter or a setter at '/1'"],
  ["Object.defineProperty({ b: 1 }, 'a', { value: 1 })", "a member that is not enumerable at '/a'"],
  ['({ a: (Error.captureStackTrace(o), o) })', "a member that is not enumerable at '/a/stack'"],
  ['({ [Symbol.iterator]: 1 })', "an object with a symbol for a name (such as a copy of the event) at ''"],
  ['({ a: Object.assign([1], { b: 1 }) })', "an array with holes or names at '/a'"],
  ['({ a: /x/.exec("x") })', "an array with holes or names at '/a'"],
  ['({ a: ((strings) => strings)`x` })', "an array with holes or names at '/a'"],
  ['({ a: [1, , 2] })', "an array with holes or names at '/a'"],
  ['({ a: Object.assign([1], { [Symbol.iterator]: 1 }) })', "an array with a symbol for a name at '/a'"],
  ['new (class Money { n = 1 })()', "a Money at ''"],
  ['({ a: new (class extends Array {})() })', "a class instance at '/a'"],
  ['Object.create(null)', "an object without a prototype at ''"],
  ['Object.create({ a: 1 })', "a class instance at ''"],
  ['({ a: new Proxy({}, {}) })', "a proxy at '/a'"],
  ['({ a: Proxy.revocable([], {}).proxy })', "a proxy at '/a'"],
  ['({ a: new Date(0) })', "a Date at '/a'"],
  ['({ a: new Map([[1, 2]]) })', "a Map at '/a'"],
  ['({ a: new Set() })', "a Set at '/a'"],
  ['({ a: new Uint8Array(1) })', "a Uint8Array at '/a'"],
  ['({ a: Object(1) })', "a Number at '/a'"],
  ['({ a: /x/ })', "a RegExp at '/a'"],
  ['({ a: new Error("x") })', "an Error at '/a'"],
  ['({ a: 1n })', "a bigint at '/a'"],
  ['({ a: Symbol() })', "a symbol at '/a'"],
  ['({ a: () => 1 })', "a function at '/a'"],
  ['({ toJSON() { return 1 } })', "a function at '/toJSON'"],
  ['({ a: [{ b: undefined }] })', "undefined at '/a/0/b'"],
  ['({ a: -0 })', "-0 at '/a'"],
  ['({ a: [NaN] })', "NaN at '/a/0'"],
  ['({ a: 1 / 0 })', "Infinity at '/a'"],
  ['({ a: o, b: o })', "an object that is already in another place of it at '/b'"],
  ["(o['a/b~'] = o, o)", "an object that is already in another place of it at '/a~1b~0'"],
  ["({ ['__proto__']: { get a() { return 1 } } })", "a getter or a setter at '/__proto__/a'"],
]

function open(definition: string, events: readonly string[]) {
  const store = temporaryStore()
  store.log.append({ events: events.map((type) => ({ stream: 'a', type })) })
  const folder = projectionFolder({ 'p.ts': `export default ${definition}` })
  return { store, folder, reader: new ReadModels(store, folder) }
}

function messageOf(body: () => unknown): string {
  try {
    body()
  } catch (error) {
    return (error as Error).message
  }
  return 'nothing'
}

describe('refused', () => {
  test.each(spoilt)('%s', (make, problem) => {
    const handlers = `{ Good: (s) => s, Bad: () => { const o = {}; return ${make} } }`
    const events = ['Good', 'Good', 'Bad', 'Good']
    const expected = `projection 'p' failed at event 3 'Bad': ${problem} cannot be kept as JSON`

    const { store, folder, reader } = open(`{ init: () => ({}), on: ${handlers} }`, events)
    expect(messageOf(() => reader.get('p', 'a', 4))).toBe(expected)
    expect(messageOf(() => Array.from(reader.documents('p', 4)))).toBe(expected)
    const [result] = drained(rebuild(store, new Catalog(store, folder)))
    expect(result?.error?.message).toBe(expected)
    const atInit = projectionFolder({
      'p.ts': `export default { init: () => { const o = {}; return ${make} }, on: { Good() {} } }`,
    })
    expect(messageOf(() => atInit.load('projections/p.ts'))).toBe(
      `projection 'p' failed in 'init': ${problem} cannot be kept as JSON`,
    )
  })
})

test.each([
  '({ a: Object.freeze({ b: [1, null, "x", true] }) })',
  "Object.defineProperty({}, 'a', { value: 1, enumerable: true })",
  '({ ["__proto__"]: 1, toString: 2 })',
  '[]',
  '"text"',
  '0',
])('kept: %s', (make) => {
  const { store, folder, reader } = open(`{ init: () => ({}), on: { Good: () => ${make} } }`, [
    'Good',
    'Good',
  ])
  const read = reader.get('p', 'a', 2)

  drained(rebuild(store, new Catalog(store, folder)))

  expect(new ReadModels(store, folder).get('p', 'a', 2)).toBe(read)
})

describe('every document begins with a state of its own', () => {
  test.each([
    ['inner objects that init shares', 'const d = { l: [] }', '() => ({ ...d })'],
    ['one object at every call', 'const d = { l: [] }', '() => d'],
  ])('%s', (_, before, init) => {
    const store = temporaryStore()
    store.log.append({ events: ['a', 'b', 'a', 'b'].map((stream) => ({ stream, type: 'E' })) })
    const text = `${before}\nexport default { init: ${init}, on: { E: (s, e) => { s.l.push(e.position) } } }`
    const folder = projectionFolder({ 'p.ts': text })
    const reader = new ReadModels(store, folder)
    const expected = [
      { key: 'a', json: '{"l":[1,3]}' },
      { key: 'b', json: '{"l":[2,4]}' },
    ]

    expect(Array.from(reader.documents('p', 4))).toEqual(expected)
    expect(reader.get('p', 'b', 4)).toBe('{"l":[2,4]}')
    const [result] = drained(rebuild(store, new Catalog(store, folder)))
    expect(result?.outcome).toBe('built')
    expect(Array.from(new ReadModels(store, folder).documents('p', 4))).toEqual(expected)
  })

  test('also after it was removed', () => {
    const on = '{ E: (s) => { s.l.push(1) }, Gone: () => null }'
    const { reader } = open(`{ init: () => ({ l: [] }), on: ${on} }`, ['E', 'Gone', 'E'])

    expect(reader.get('p', 'a', 3)).toBe('{"l":[1]}')
  })
})

test('reading a document that is not stored folds its events once, however often it is asked for', () => {
  const store = temporaryStore()
  store.log.append({ events: Array.from({ length: 50 }, () => ({ stream: 'a', type: 'E' })) })
  const folder = projectionFolder({ 'p.ts': 'export default { init: () => 0, on: { E: (n) => n + 1 } }' })
  const reader = new ReadModels(store, folder)

  expect([20, 20, 50, 50].map((at) => reader.get('p', 'a', at))).toEqual(['20', '20', '50', '50'])
  expect(reader.folded.get('p')).toBe(50)
  expect(reader.get('p', 'a', 30)).toBe('30')
})
