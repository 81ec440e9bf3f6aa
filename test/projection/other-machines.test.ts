// Goal: a read model is the same in every time zone and locale. Method: one handler tries many expressions and keeps what
// each gives or throws; the program reads its document in other environments, and must print the same text.
import { execFileSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { writeFiles } from '../support/projections.ts'
import { temporaryStore } from '../support/stores.ts'

const bin = resolve(import.meta.dirname, '../../bin/es.js')

const environments = [
  { TZ: 'UTC', LC_ALL: 'C', LANG: 'C' },
  { TZ: 'America/New_York', LC_ALL: 'en_US.UTF-8', LANG: 'en_US.UTF-8' },
  { TZ: 'Asia/Tokyo', LC_ALL: 'ja_JP.UTF-8', LANG: 'ja_JP.UTF-8' },
  { TZ: 'America/New_York', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' },
]

const accepted = [
  '2026-03-15',
  '2026-02-30',
  '2026-03-15T10:00Z',
  '2026-03-15T10:00:00Z',
  '2026-03-15T10:00:00.123Z',
  '2026-03-15T10:00:00.123456789Z',
  '2026-03-15T24:00:00Z',
  '2026-03-15T10:00:00+01:00',
  '2026-03-15T10:00:00-0330',
  '2026-03-29T02:30:00+00:00',
  '2026-13-45',
  '2026-03-15T25:00Z',
  '0001-01-01T00:00:00Z',
]

const refused = [
  '15-Mar-2026',
  '03-15-2026',
  '1-1-2026',
  'Mar-2026',
  '15 Mar 2026 10:00',
  'Mar 15, 2026',
  '2026/03/15',
  '20260315',
  '2026-3-15',
  '2026-03-15T10:00',
  '2026-03-15T10:00:00.000',
  '2026-03-15 10:00:00',
  '2026-03-15 ',
  ' 2026-03-15',
  '2026-03-15\n',
  '2026-03-15x',
  '2026',
  '2026-03',
  '-000000-03-15',
  '+002026-03-15T10:00',
  '5',
  '',
  'now',
  'Sun Mar 15 2026',
]

const ways = [
  'new Date(t)',
  'Date.parse(t)',
  'new Date([t])',
  'new Date(Object(t))',
  'new Date({ toString: () => t, valueOf() { return this } })',
  'new Date({ [Symbol.toPrimitive]: () => t })',
  'Date.parse({ toString: () => t })',
  'Reflect.construct(Date, [t])',
  'new (class extends Date {})(t)',
  'new (new Date(0).constructor)(t)',
]

/** Objects that answer otherwise when they are asked again. */
const fickle = [
  'new Date({ n: 0, toString() { return this.n++ ? "2026-03-15T10:00" : "2026-03-15" } })',
  'new Date({ n: 0, [Symbol.toPrimitive]() { return this.n++ ? "15-Mar-2026" : 5 } })',
  'Date.parse({ n: 0, toString() { return this.n++ ? "15-Mar-2026" : "2026-03-15" } })',
]

const others = [
  'Date()',
  'Date.now()',
  'new Date()',
  'new Date(2026, 2, 15)',
  'new Date(2026, 2)',
  'Date.UTC(2026, 2, 15)',
  'new Date(new Date(0))',
  'new Date(undefined).getTime()',
  'new Date(null)',
  'new Date(true)',
  'new Date(0).getTimezoneOffset()',
  'new Date(0).getHours()',
  'new Date(0).setMonth(3)',
  'new Date(0).toString()',
  'String(new Date(0))',
  'new Date(0) + 1',
  'new Date(0).toUTCString()',
  'JSON.stringify(new Date(0))',
  'new Date(0).toLocaleDateString()',
  '["z", "ä", "a"].sort()',
  '"ı".toLocaleUpperCase()',
  '"I".toLocaleLowerCase()',
  '"i".toUpperCase()',
  '"a".localeCompare("b")',
  '(1234.5).toLocaleString()',
  '[1234.5].toLocaleString()',
  '(12n).toLocaleString()',
  'new Float32Array([1.5]).toLocaleString()',
  'typeof Intl',
  'typeof Temporal',
  'typeof performance',
  'typeof Array.fromAsync',
  'Math.random()',
  '(/a/.exec("a"), RegExp.lastMatch)',
  '(/(a)/.exec("a"), RegExp.$1)',
  'new Error("x").stack',
  'new TypeError("x").stack',
  '[1].map(() => new Error("x").stack)[0]',
  '(() => { const o = {}; Error.captureStackTrace(o); return o.stack })()',
  '(() => { try { null.x } catch (e) { return e.stack } })()',
  'structuredClone(new Date(0))',
  '"ﬁ".normalize("NFKC")',
]

function projection(): string {
  const texts = [...accepted, ...refused]
  const tries = [
    ...ways.map(
      (way) =>
        `for (const t of ${JSON.stringify(texts)}) keep(${JSON.stringify(way)} + ' ' + t, () => ${way})`,
    ),
    ...[...fickle, ...others].map((code) => `keep(${JSON.stringify(code)}, () => ${code})`),
  ]
  return `export default { init: () => ({}), on: { T: (s) => {
    const keep = (name, attempt) => {
      try { const v = attempt(); s[name] = typeof v === 'object' ? v instanceof Date ? Number.isNaN(v.getTime()) ? 'invalid' : v.toISOString() : JSON.stringify(v) : String(v) }
      catch (error) { s[name] = error.name }
    }
    ${tries.join('\n')}
  } } }`
}

test('a document is the same in every time zone and locale', () => {
  const store = temporaryStore()
  store.log.append({ events: [{ stream: 'a', type: 'T' }] })
  writeFiles(store.root, { 'projections/p.ts': projection() })

  const texts = environments.map((environment) =>
    execFileSync(process.execPath, [bin, 'cat', 'p/a'], {
      cwd: store.root,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: store.root, ...environment },
    }),
  )

  expect(new Set(texts).size).toBe(1)
  const document = JSON.parse(texts[0] as string) as Record<string, string>
  for (const way of ways) {
    for (const text of accepted)
      expect(document[`${way} ${text}`], `${way} ${text}`).not.toBe('NotDeterministic')
    for (const text of refused) expect(document[`${way} ${text}`], `${way} ${text}`).toBe('NotDeterministic')
  }
  const isOfTheProgram = (text: string) => text.includes('node:') || text.includes(join(bin, '..', '..'))
  expect(Object.entries(document).filter(([, value]) => isOfTheProgram(value))).toEqual([])
  expect(fickle.map((code) => document[code])).toEqual([
    '2026-03-15T00:00:00.000Z',
    '1970-01-01T00:00:00.005Z',
    String(Date.UTC(2026, 2, 15)),
  ])
})
