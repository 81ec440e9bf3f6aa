import { parse } from '@marcbachmann/cel-js'
import { describe, expect, test } from 'vitest'
import { compileQuestion } from '../../src/analysis/expression.ts'
import { withNullPaths } from '../../src/analysis/null-paths.ts'
import { arrayEventLog } from '../../src/store/array-log.ts'
import { arrayReadModels } from '../support/array-read-models.ts'

const order = {
  total: 7,
  paid: false,
  note: null,
  name: 'ann',
  lines: [{ price: 5, tags: ['a'] }, { price: 2 }],
  __proto__x: 1,
}
const reader = arrayReadModels([{ model: 'orders', key: 'order-1', value: order }], {
  names: ['orders', 'customers'],
})
const log = arrayEventLog()
log.append({
  events: [
    {
      stream: 'order-1',
      type: 'OrderPaid',
      json: '{"amount":7,"by":{"name":"kim"}}',
      meta: { actor: 'kim' },
    },
  ],
})

const ask = async (text: string, position = 1) =>
  (await compileQuestion(text))(reader, position, log.at(position))
const isSo = async (text: string, position?: number) => (await ask(text, position)).isSo

test.each([
  ['a.b', 'a.?b.orValue(null)'],
  ['a.b["c"][0].d == 1', 'a.?b[?"c"][?0].?d.orValue(null) == 1'],
  ['( a . b ) . c', '( a .? b ) .? c.orValue(null)'],
  ['has(a.b.c) && !has(a["d"])', 'a.?b.?c.hasValue() && !a[?"d"].hasValue()'],
  ['a.b && c', 'a.?b.orValue(null).isTrue() && (c).isTrue()'],
  ['a[b.c]', 'a[?b.?c.orValue(null)].orValue(null)'],
  ['a[[1][0]]', 'a[?[1][?0].orValue(null)].orValue(null)'],
  ['a.l.exists(i, i.p > 1)', 'a.?l.orValue(null).orNone().exists(i, i.?p.orValue(null) > 1)'],
  ['a.s.size() + -a.n', 'dyn(a.?s.orValue(null).size()) + -a.?n.orValue(null)'],
  ['a.b ? a.c : {"x": a.d}', 'a.?b.orValue(null).isTrue() ? a.?c.orValue(null) : {"x": a.?d.orValue(null)}'],
  ['f(a.b, [a.c])', 'dyn(f(a.?b.orValue(null), [a.?c.orValue(null)]))'],
  ['f(a.b) && g(c)', 'dyn(f(a.?b.orValue(null))).isTrue() && dyn(g(c)).isTrue()'],
  [
    '(a ? b.l : c).all(i, i.ok)',
    '(((a).isTrue() ? b.?l.orValue(null) : c).orNone()).all(i, i.?ok.orValue(null).isTrue())',
  ],
])('%s becomes %s', (text, lenient) => {
  expect(withNullPaths(parse(text).ast)).toBe(lenient)
})

describe('an expression', () => {
  test.each([
    'state.orders["order-1"].total == 7',
    'state.orders["order-1"].total > 6.5 && state.orders["order-1"].total <= 7',
    'state.orders["order-1"].total + 1 == 8.0 && 1 + state.orders["order-1"].total / 2 == 4.5',
    'state.orders["order-1"].lines.exists(line, line.price > 4)',
    'state.orders["order-1"].lines.filter(line, "a" in line.tags).size() == 1 || true',
    'size(state.orders["order-1"].lines) == 2',
    'state.orders["order-1"].lines[1].price == 2',
    'state.orders["order-1"].name.startsWith("an")',
    '"order-1" in state.orders && !("order-2" in state.orders)',
    'state.orders.exists(key, state.orders[key].total == 7)',
    'size(state.orders) == 1 && size(state.customers) == 0',
    'event.type == "OrderPaid" && event.data.amount == 7 && event.data.by.name == "kim"',
    'event.actor == "kim" && event.stream == "order-1" && event.version == 1 && event.position == 1',
    'timestamp(event.time) > timestamp("2020-01-01T00:00:00Z")',
    'has(state.orders["order-1"].note) && state.orders["order-1"].note == null',
  ])('%s holds', async (text) => {
    expect(await isSo(text)).toBe(true)
  })

  test.each([
    'state.orders["order-2"] == null',
    'state.orders["order-2"].total.deep["x"][3] == null',
    'state.orders["order-1"].lines[9].price == null',
    '!has(state.orders["order-2"].total)',
    '!(state.orders["order-2"].total > 1) && !(state.orders["order-2"].total <= 1)',
    '!(state.orders["order-2"].total + 1 > 1)',
    '!state.orders["order-2"].paid',
    '!(state.orders["order-2"].paid || false)',
    '!state.orders["order-2"].lines.exists(line, true)',
    '!state.orders["order-2"].name.startsWith("a")',
    'size(state.orders["order-2"].lines) == 0',
    'state.orders["order-1"].constructor == null && state.orders["order-1"].__proto__ == null',
    'event.nothing.at.all == null',
  ])('%s: a path that leads nowhere is null', async (text) => {
    expect(await isSo(text)).toBe(true)
  })

  test('an unknown projection is a mistake', async () => {
    await expect(isSo('state.order["order-1"] == null')).rejects.toThrow(
      expect.objectContaining({ code: 'PROJECTION_UNKNOWN', hint: "did you mean 'orders'?" }),
    )
  })

  test('at ROOT there is no event and no document', async () => {
    expect(
      await isSo('event == null && event.type == null && state.orders["order-1"].total == null', 0),
    ).toBe(true)
    expect(await isSo('state.orders["order-1"].total > 0', 0)).toBe(false)
  })

  test('null is not so', async () => {
    expect(await isSo('state.orders["order-2"].paid')).toBe(false)
  })

  test('says what it looked at', async () => {
    const { documents, atEveryEvent } = await ask(
      'state.orders["order-1"].total > 100 || state.orders["order-2"].total > 0',
    )

    expect(Object.fromEntries([...documents].map(([name, keys]) => [name, [...keys]]))).toEqual({
      orders: ['order-1', 'order-2'],
    })
    expect(atEveryEvent).toBe(false)
    expect((await ask('event.type == "A"')).atEveryEvent).toBe(true)
    expect((await ask('state.orders.exists(key, true)')).atEveryEvent).toBe(true)
  })

  test.each([
    ['state.orders["order-1"].total >', 'malformed expression'],
    ['total > 1', 'unknown variable: total'],
    ['nope(1)', 'nope'],
    ['"a" > 1', 'no such overload'],
    ['process.exit(1) == null', 'unknown variable: process'],
    ['1 +', 'malformed expression'],
    ['', 'malformed expression'],
  ])('%s is refused before anything is looked at', async (text, reason) => {
    await expect(compileQuestion(text)).rejects.toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(reason) }),
    )
  })

  test.each([
    [
      'state.orders["order-1"].name > 1',
      '\'state.orders["order-1"].name > 1\' fails at 1: no such overload: dyn<string> > int',
    ],
    [
      'state.orders["order-1"].total',
      '\'state.orders["order-1"].total\' is neither true nor false at 1, but a number',
    ],
    ['1 / 0 == 1', 'division by zero'],
  ])('%s fails when it is asked', async (text, reason) => {
    await expect(ask(text)).rejects.toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(reason) }),
    )
  })
})

/** Every function and operator of CEL's standard library: of a value that is there, and of a path that leads nowhere. */
describe('the standard library', () => {
  const facts = {
    text: 'a,b',
    number: 7,
    half: 2.5,
    yes: true,
    list: [1, 2, 3],
    map: { a: 1 },
    time: '2026-01-31T10:20:30.456Z',
    span: '90m',
    seconds: 1_000,
    empty: null,
  }
  const models = arrayReadModels([{ model: 'd', key: 'k', value: facts }])
  const holds = async (text: string) => {
    const words = text.replace(/\bx\b/g, 'state.d["k"]').replace(/\bn\b/g, 'state.d["none"]')
    return (await compileQuestion(words))(models, 1, undefined).isSo
  }

  test.each([
    ['size(x.text) == 3', 'size(n.text) == 0'],
    ['x.text.size() == 3 && x.list.size() == 3 && x.map.size() == 1', 'n.text.size() == 0'],
    ['x.text.contains(",")', '!n.text.contains(",") && !"a".contains(n.text)'],
    ['x.text.startsWith("a")', '!n.text.startsWith("a") && !"a".startsWith(n.text)'],
    ['x.text.endsWith("b")', '!n.text.endsWith("b") && !"a".endsWith(n.text)'],
    ['x.text.matches("^a.b$")', '!n.text.matches("^a") && !"a".matches(n.text)'],
    ['matches(x.text, "^a.b$")', '!matches(n.text, "^a") && !matches("a", n.text)'],
    ['x.text.lowerAscii() == "a,b" && x.text.upperAscii() == "A,B"', 'n.text.lowerAscii() == null'],
    ['x.text.trim() == "a,b"', 'n.text.trim() == null && n.text.upperAscii() == null'],
    ['x.text.substring(2) == "b" && x.text.substring(0, 1) == "a"', 'n.text.substring(1) == null'],
    ['x.text.indexOf("b") == 2 && x.text.lastIndexOf("b") == 2', 'n.text.indexOf("b") == -1'],
    ['x.text.split(",") == ["a", "b"]', 'n.text.split(",").size() == 0'],
    ['x.text.split(",").join("-") == "a-b"', 'n.list.join("-") == null'],
    ['int(x.number) == 7 && int("7") == 7 && int(x.half) == 2', 'int(n.number) == null'],
    ['uint(x.number) == 7u', 'uint(n.number) == null'],
    ['double(x.number) == 7.0 && double("2.5") == x.half', 'double(n.number) == null'],
    ['string(x.number) == "7" && string(x.half) == "2.5"', 'string(n.number) == null'],
    ['bool("true") && bool(x.yes)', '!bool(n.yes) && bool(n.yes) == null'],
    ['bytes(x.text) == b"a,b" && string(bytes(x.text)) == "a,b"', 'bytes(n.text) == null'],
    ['dyn(x.number) == 7', 'dyn(n.number) == null'],
    ['type(x.text) == string && type(x.number) == double', 'type(n.text) == null_type'],
    ['timestamp(x.time) > timestamp("2026-01-01T00:00:00Z")', '!(timestamp(n.time) > timestamp(x.time))'],
    ['timestamp(x.seconds) == timestamp("1970-01-01T00:16:40Z")', 'timestamp(n.seconds) == null'],
    ['timestamp(timestamp(x.time)) == timestamp(x.time)', 'timestamp(timestamp(n.time)) == null'],
    ['int(timestamp(x.time)) == 1769854830', 'int(timestamp(n.time)) == null'],
    ['string(timestamp(x.time)) == x.time', 'string(timestamp(n.time)) == null'],
    ['duration(x.span) == duration("5400s")', 'duration(n.span) == null'],
    ['string(duration(x.span)) == "5400s"', 'string(duration(n.span)) == null'],
    ['duration(duration(x.span)) < duration("2h")', '!(duration(n.span) < duration("2h"))'],
    ['timestamp(x.time).getFullYear() == 2026', 'timestamp(n.time).getFullYear() == null'],
    ['timestamp(x.time).getFullYear("UTC") == 2026', 'timestamp(n.time).getFullYear("UTC") == null'],
    ['timestamp(x.time).getMonth() == 0', 'timestamp(n.time).getMonth() == null'],
    ['timestamp(x.time).getDate() == 31', 'timestamp(n.time).getDate() == null'],
    ['timestamp(x.time).getDayOfMonth() == 30', 'timestamp(n.time).getDayOfMonth() == null'],
    ['timestamp(x.time).getDayOfWeek() == 6', 'timestamp(n.time).getDayOfWeek() == null'],
    ['timestamp(x.time).getDayOfYear() == 30', 'timestamp(n.time).getDayOfYear() == null'],
    ['timestamp(x.time).getHours() == 10', 'timestamp(n.time).getHours() == null'],
    ['timestamp(x.time).getMinutes() == 20', 'timestamp(n.time).getMinutes() == null'],
    ['timestamp(x.time).getSeconds() == 30', 'timestamp(n.time).getSeconds() == null'],
    ['timestamp(x.time).getMilliseconds() == 456', 'timestamp(n.time).getMilliseconds() == null'],
    ['duration(x.span).getHours() == 1', 'duration(n.span).getHours() == null'],
    ['duration(x.span).getMinutes() == 90', 'duration(n.span).getMinutes() == null'],
    [
      'timestamp(x.time) + duration(x.span) > timestamp(x.time)',
      'timestamp(n.time) + duration(x.span) == null',
    ],
    [
      'duration(x.span) + timestamp(x.time) > timestamp(x.time)',
      'duration(x.span) + timestamp(n.time) == null',
    ],
    [
      'timestamp(x.time) - duration(x.span) < timestamp(x.time)',
      'timestamp(x.time) - duration(n.span) == null',
    ],
    [
      'timestamp(x.time) - timestamp(x.time) == duration("0s")',
      'timestamp(x.time) - timestamp(n.time) == null',
    ],
    ['duration(x.span) + duration("30m") == duration("2h")', 'duration(n.span) - duration("30m") == null'],
    ['2.0 in x.list && !(9 in x.list)', '!(2 in n.list) && !(n.number in x.list)'],
    ['"a" in x.map && !("b" in x.map)', '!("a" in n.map) && !(n.text in x.map)'],
    ['(x.yes ? 1 : 2) == 1', '(n.yes ? 1 : 2) == 2 && (bool(n.yes) ? 1 : 2) == 2'],
    ['x.number % 2 == 1 && 15 % x.number == 1 && x.number % x.number == 0', 'n.number % 2 == null'],
    ['-x.number == -7', '-n.number == null && -(n.number + 1) == null'],
    ['!(!x.yes)', '!n.yes && !bool(n.yes)'],
    ['x.number + 1 == 8 && 1 + x.half == 3.5', 'n.number + 1 == null && 1 + n.number == null'],
    [
      'x.number - 1 == 6 && x.number * 2 == 14 && x.number / 2 == 3.5',
      'n.number - 1 == null && 2 * n.number == null',
    ],
    ['x.text + "c" == "a,bc"', 'n.text + "c" == null && "c" + n.text == null'],
    ['x.list + [4] == [1, 2, 3, 4]', 'n.list + [4] == null && [4] + n.list == null'],
    [
      'x.number < 8 && x.number <= 7 && x.number > 6 && x.number >= 7.0',
      '!(n.number < 8) && !(n.number >= 7)',
    ],
    ['x.text < "b" && x.yes > false', '!(n.text < "b") && !(n.yes > false)'],
    ['x.text == "a,b" && x.number != 8', 'n.text != "a,b" && n.number == null'],
    ['x.yes && true || false', '!(n.yes && true) && (n.yes || true)'],
    ['has(x.text) && !has(x.nothing)', '!has(n.text)'],
    ['x.list.all(i, i > 0.0)', 'n.list.all(i, i > 0) && x.empty.all(i, i > 0)'],
    ['x.list.exists(i, i == 2)', '!n.list.exists(i, i == 2) && !x.empty.exists(i, true)'],
    ['x.list.exists_one(i, i == 2)', '!n.list.exists_one(i, i == 2)'],
    ['x.list.map(i, i * 2) == [2.0, 4.0, 6.0]', 'n.list.map(i, i * 2) == []'],
    ['x.list.map(i, i > 2, i) == [3.0]', 'n.list.map(i, i.no, i) == [] && x.list.map(i, n.yes, i) == []'],
    [
      'x.list.filter(i, i > 1) == [2.0, 3.0]',
      'n.list.filter(i, i > 1) == [] && x.list.filter(i, n.yes) == []',
    ],
    ['x.map.exists(key, key == "a")', '!n.map.exists(key, true)'],
    ['(x.yes ? x.list : []).exists(i, i == 2)', '!(n.yes ? [1] : n.list).exists(i, true)'],
    ['[x.list, [9]].exists(l, l.exists(i, i == 9))', '![n.list].exists(l, l.exists(i, true))'],
    ['[x.yes].all(b, b)', '![n.yes].exists(b, b) && !(dyn(n.yes) && true)'],
  ])('%s, and %s', async (present, absent) => {
    expect([await holds(present), await holds(absent)]).toEqual([true, true])
  })

  test.each([
    ['x.half % 2 == 1', '2.5 % 2: only whole numbers have a remainder'],
    ['x.number % 0 == 1', 'modulo by zero'],
  ])('%s fails', async (text, reason) => {
    await expect(holds(text)).rejects.toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(reason) }),
    )
  })
})
