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
  ['a.b && c', 'a.?b.orValue(null).isTrue() && c'],
  ['a[b.c]', 'a[?b.?c.orValue(null)].orValue(null)'],
  ['a[[1][0]]', 'a[?[1][?0].orValue(null)].orValue(null)'],
  ['a.l.exists(i, i.p > 1)', 'a.?l.orValue([]).exists(i, i.?p.orValue(null) > 1)'],
  ['a.s.size() + -a.n', 'a.?s.orValue(null).size() + -a.?n.orValue(null)'],
  ['a.b ? a.c : {"x": a.d}', 'a.?b.orValue(null).isTrue() ? a.?c.orValue(null) : {"x": a.?d.orValue(null)}'],
  ['f(a.b, [a.c])', 'f(a.?b.orValue(null), [a.?c.orValue(null)])'],
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
