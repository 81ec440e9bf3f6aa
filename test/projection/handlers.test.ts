import { describe, expect, test } from 'vitest'
import { ProjectionFolder } from '../../src/projection/folder.ts'
import { ReadModels } from '../../src/projection/read-models.ts'
import type { NewEvent } from '../../src/store/event.ts'
import { writeFiles } from '../support/projections.ts'
import { temporaryStore } from '../support/stores.ts'

/** The documents of a projection whose definition is `members`, after `events`. */
function documents(members: string, events: readonly NewEvent[], before = ''): Record<string, unknown> {
  const store = temporaryStore()
  store.log.append({ events })
  const printed: string[] = []
  writeFiles(store.root, { 'projections/p.ts': `${before}\nexport default { ${members} }` })
  const folder = new ProjectionFolder(store.root, { timeLimitMs: 300, print: (text) => printed.push(text) })
  const found = new ReadModels(store, folder).documents('p', events.length)
  return Object.fromEntries(Array.from(found, ({ key, json }) => [key, JSON.parse(json)]))
}

const opened = (stream: string, data: unknown = {}): NewEvent => ({ stream, type: 'Opened', data })

describe('what a handler answers', () => {
  test.each([
    ['the next state', `(s) => ({ ...s, n: s.n + 1 })`],
    ['nothing, having changed the state', `(s) => { s.n++ }`],
    ['the same state', `(s) => { s.n++; return s }`],
  ])('%s', (_, handler) => {
    const found = documents(`init: () => ({ n: 0 }), on: { Opened: ${handler} }`, [opened('a'), opened('a')])

    expect(found).toEqual({ a: { n: 2 } })
  })

  test('null removes the document, and its next event starts from init', () => {
    const on = `on: { Opened: (s) => { s.n++ }, Closed: () => null }`
    const closed = { stream: 'a', type: 'Closed' }

    expect(documents(`init: () => ({ n: 0 }), ${on}`, [opened('a'), closed])).toEqual({})
    expect(documents(`init: () => ({ n: 0 }), ${on}`, [opened('a'), closed, opened('a')])).toEqual({
      a: { n: 1 },
    })
  })
})

describe('which documents an event changes', () => {
  const count = `init: () => ({ n: 0 }), on: { Opened: (s) => { s.n++ } }`

  test('that of its stream, unless the definition says otherwise', () => {
    expect(documents(count, [opened('a'), opened('b')])).toEqual({ a: { n: 1 }, b: { n: 1 } })
  })

  test('one for all, with a fixed text', () => {
    expect(documents(`key: 'all', ${count}`, [opened('a'), opened('b')])).toEqual({ all: { n: 2 } })
  })

  test('each of a list once, each with data of its own', () => {
    const found = documents(
      `key: ({ data }) => data.keys, init: () => ({}), on: { Opened: (s, { data }) => { data.keys.push('more'); s.keys = data.keys } }`,
      [opened('a', { keys: ['x', 'y', 'x'] })],
    )

    expect(found).toEqual({ x: { keys: ['x', 'y', 'x', 'more'] }, y: { keys: ['x', 'y', 'x', 'more'] } })
  })

  test('and its handler is told which: a transfer takes from one and gives to the other', () => {
    const found = documents(
      `key: ({ data }) => [data.from, data.to], init: () => ({ balance: 0 }),
       on: { Moved: (s, { data }, key) => { s.balance += key === data.to ? data.amount : -data.amount } }`,
      [{ stream: 'a', type: 'Moved', data: { from: 'a', to: 'b', amount: 5 } }],
    )

    expect(found).toEqual({ a: { balance: -5 }, b: { balance: 5 } })
  })

  test.each(['null', 'undefined', '[]'])('none, with %s', (key) => {
    expect(documents(`key: () => ${key}, ${count}`, [opened('a')])).toEqual({})
  })

  test.each([
    ['5', 'is a number, not a text, a list or null'],
    ["''", 'is empty'],
    ["['a', '']", 'is empty'],
    ["'x'.repeat(1025)", 'has 1025 bytes, more than 1024'],
    ["'\\ud800'", 'holds a lone surrogate, which is not Unicode'],
  ])('a key must be one: %s', (key, problem) => {
    expect(() => documents(`key: () => ${key}, ${count}`, [opened('a')])).toThrow(
      `projection 'p' failed at event 1 'Opened': 'key' ${problem}`,
    )
  })

  test('only streams that a glob names count', () => {
    expect(documents(`streams: 'order-*', ${count}`, [opened('order-1'), opened('bill-1')])).toEqual({
      'order-1': { n: 1 },
    })
  })

  test("'*' handles what has no handler of its own", () => {
    const found = documents(
      `init: () => ({ a: 0, b: 0 }), on: { Opened: (s) => { s.a++ }, '*': (s) => { s.b++ } }`,
      [opened('x'), { stream: 'x', type: 'Other' }],
    )

    expect(found).toEqual({ x: { a: 1, b: 1 } })
  })
})

test('a handler sees the whole event', () => {
  const found = documents(
    `init: () => ({}), on: { Opened: (_, e) => ({ position: e.position, stream: e.stream, version: e.version, type: e.type, id: e.id, time: e.time, data: e.data, meta: e.meta }) }`,
    [
      {
        stream: 'a',
        type: 'Opened',
        id: 'id-1',
        timeMs: Date.UTC(2026, 0, 31),
        data: { x: 1 },
        meta: { actor: 'me' },
      },
    ],
  )

  expect(found.a).toEqual({
    position: 1,
    stream: 'a',
    version: 1,
    type: 'Opened',
    id: 'id-1',
    time: '2026-01-31T00:00:00.000Z',
    data: { x: 1 },
    meta: { actor: 'me' },
  })
})

test('a type without a handler is never parsed, nor is a key asked for', () => {
  const found = documents(`key: ({ data }) => data.a.b.c, init: () => ({}), on: { Closed: () => null }`, [
    opened('a'),
  ])

  expect(found).toEqual({})
})

describe('what may answer differently is refused, with the place and what to use', () => {
  test.each([
    ['Date.now()', 'the clock does not give the same answer at every rebuild: use event.time'],
    ['new Date()', 'the clock does not give the same answer at every rebuild: use event.time'],
    ['Date()', 'the clock does not give the same answer at every rebuild: use event.time'],
    [
      'Math.random()',
      'Math.random does not give the same answer at every rebuild: use event.id, or what is in the event',
    ],
    [
      "new Date('2026-01-31T10:00')",
      "a date text that is not ISO 8601 with an offset does not give the same answer at every rebuild: it depends on the time zone: write '2026-01-31T10:00Z', an offset in place of Z, or a bare day",
    ],
    [
      "Date.parse('31 Jan 2026')",
      "a date text that is not ISO 8601 with an offset does not give the same answer at every rebuild: it depends on the time zone: write '2026-01-31T10:00Z', an offset in place of Z, or a bare day",
    ],
    [
      'new Date(2026, 0)',
      'new Date(year, month, …) does not give the same answer at every rebuild: it depends on the time zone: use Date.UTC',
    ],
    [
      'new Date(0).getHours()',
      "Date's getHours does not give the same answer at every rebuild: it depends on the time zone: use the UTC methods or toISOString",
    ],
    [
      "'' + new Date(0)",
      "Date's toString does not give the same answer at every rebuild: it depends on the time zone: use the UTC methods or toISOString",
    ],
    [
      "'a'.localeCompare('b')",
      'localeCompare does not give the same answer at every rebuild: compare with < and >',
    ],
    [
      '(5).toLocaleString()',
      "Number's toLocaleString does not give the same answer at every rebuild: it depends on the locale: format where the document is shown",
    ],
    ['new WeakRef({})', 'ReferenceError: WeakRef is not defined'],
    ['new Intl.NumberFormat()', 'ReferenceError: Intl is not defined'],
    ['setTimeout(() => {}, 1)', 'ReferenceError: setTimeout is not defined'],
    ['process.env', 'ReferenceError: process is not defined'],
    ['Atomics.wait', 'ReferenceError: Atomics is not defined'],
    ["eval('1')", 'EvalError: Code generation from strings disallowed for this context'],
  ])('%s', (code, problem) => {
    expect(() =>
      documents(`init: () => ({}), on: { Opened: (s) => {\n s.x = String(${code}) } }`, [opened('a')]),
    ).toThrow(
      expect.objectContaining({
        code: 'PROJECTION_FAILED',
        message: `projection 'p' failed at event 1 'Opened' (projections/p.ts:3): ${problem}`,
      }),
    )
  })

  test.each([
    "new Date('2026-01-31T10:00:00Z').toISOString()",
    "new Date('2026-01-31').getUTCDate()",
    'new Date(0).getTime()',
    'Date.UTC(2026, 0)',
    'structuredClone({ a: 1 }).a',
    'typeof Intl',
  ])('what is the same everywhere stays: %s', (code) => {
    expect(
      documents(`init: () => ({}), on: { Opened: (s) => { s.x = ${code} } }`, [opened('a')]),
    ).toHaveProperty('a.x')
  })

  test('an instance of Date is one, and a clone is of the same realm', () => {
    const found = documents(
      `init: () => ({}), on: { Opened: (s) => { s.x = [new Date(0) instanceof Date, structuredClone([]) instanceof Array] } }`,
      [opened('a')],
    )

    expect(found).toEqual({ a: { x: [true, true] } })
  })

  test('a promise', () => {
    expect(() => documents(`init: () => ({}), on: { Opened: async (s) => s }`, [opened('a')])).toThrow(
      "projection 'p' failed at event 1 'Opened' (projections/p.ts:2): a promise does not give the same answer at every rebuild: a fold does not wait, and a handler must not be async",
    )
  })

  test('an endless loop ends', () => {
    expect(() => documents(`init: () => ({}), on: { Opened: () => { for (;;); } }`, [opened('a')])).toThrow(
      "projection 'p' failed at event 1 'Opened': ran longer than 0.3 s",
    )
  })
})

describe('a state must be exact JSON: the event and the path are named', () => {
  test.each([
    ['s.a = { b: [1, undefined] }', "undefined at '/a/b/1'"],
    ['s.a = NaN', "NaN at '/a'"],
    ['s.a = -0', "-0 at '/a'"],
    ['s.a = 1n', "a bigint at '/a'"],
    ['s.a = () => 1', "a function at '/a'"],
    ['s.a = new Date(0)', "a Date at '/a'"],
    ['s.a = new Map()', "a Map at '/a'"],
    ['s.a = s', "an object that is already in another place of it at '/a'"],
    ['s.a = []; s.b = s.a', "an object that is already in another place of it at '/b'"],
    ['s.a = [,1]', "an array with holes or names at '/a'"],
    ['s.a = Object.create(null)', "an object without a prototype at '/a'"],
    ["s['a/b'] = { '~': NaN }", "NaN at '/a~1b/~0'"],
    ['s.a = { ...event }', "an object with a symbol for a name (such as a copy of the event) at '/a'"],
  ])('%s', (code, what) => {
    const later = [opened('a'), opened('other'), { stream: 'a', type: 'Spoilt' }, opened('a')]
    const on = `{ Opened: (s) => { s.n++ }, Spoilt: (s, event) => { ${code} } }`

    expect(() => documents(`init: () => ({ n: 0 }), on: ${on}`, later)).toThrow(
      `projection 'p' failed at event 3 'Spoilt': ${what} cannot be kept as JSON`,
    )
  })
})

test('an error in a module of the user is told with its own file and line', () => {
  const store = temporaryStore()
  store.log.append({ events: [opened('a')] })
  writeFiles(store.root, {
    'projections/p.ts': `import { price } from './lib/price.ts'\nexport default { init: () => ({}), on: { Opened: (s, { data }) => { s.x = price(data) } } }`,
    'projections/lib/price.ts': `interface Line {\n  cents: number\n}\n\nexport function price(line: { first: Line }): number {\n  return line.first.cents\n}\n`,
  })
  const reader = new ReadModels(store, new ProjectionFolder(store.root))

  expect(() => reader.get('p', 'a', 1)).toThrow(
    expect.objectContaining({
      message: `projection 'p' failed at event 1 'Opened' (projections/lib/price.ts:6): TypeError: Cannot read properties of undefined (reading 'cents')`,
      at: { projection: 'p', position: 1, type: 'Opened', file: 'projections/lib/price.ts', line: 6 },
    }),
  )
})

test('a number that a double cannot hold is refused, not changed', () => {
  const event = { stream: 'a', type: 'Opened', json: '{"n":9007199254740993}' }

  expect(() => documents(`init: () => ({}), on: { Opened: (s, { data }) => data }`, [event])).toThrow(
    "projection 'p' failed at event 1 'Opened': number 9007199254740993, which no double holds, at '/n' cannot be kept as JSON",
  )
})

test.each([
  ['does not read the data', '(s) => { s.n++ }', { n: 1 }],
  ['reads its text', '(s, { json }) => { s.n = /\\d+/.exec(json)[0] }', { n: '9007199254740993' }],
])('such a number harms no handler that %s', (_, handler, document) => {
  const event = { stream: 'a', type: 'Opened', json: '{"n":9007199254740993}' }

  expect(documents(`init: () => ({ n: 0 }), on: { Opened: ${handler} }`, [event])).toEqual({ a: document })
})

test.each(['throw null', 'throw undefined', 'throw new Error("a\\nb")'])(
  'is told in one line: %s',
  (code) => {
    expect(() => documents(`init: () => ({}), on: { Opened: () => { ${code} } }`, [opened('a')])).toThrow(
      /^projection 'p' failed at event 1 'Opened'[^\n]*$/,
    )
  },
)

test('__proto__ is only a key', () => {
  const event = { stream: '__proto__', type: 'Opened', json: '{"__proto__":{"x":1}}' }
  const store = temporaryStore()
  store.log.append({ events: [event] })
  writeFiles(store.root, {
    'projections/p.ts': 'export default { init: () => ({}), on: { Opened: (s, { data }) => data } }',
  })

  expect(new ReadModels(store, new ProjectionFolder(store.root)).get('p', '__proto__', 1)).toBe(
    '{"__proto__":{"x":1}}',
  )
})
