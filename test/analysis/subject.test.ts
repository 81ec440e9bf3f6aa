import { expect, test } from 'vitest'
import { bucketsOf, summaryOf } from '../../src/analysis/durations.ts'
import { parseSubject } from '../../src/analysis/subject.ts'
import { arrayEventLog } from '../../src/store/array-log.ts'
import type { RecordedEvent } from '../../src/store/event.ts'

function eventWith(json: string, metaJson = '{}'): RecordedEvent {
  const log = arrayEventLog()
  log.append({ events: [{ stream: 'order-1', type: 'T', json, metaJson }] })
  return log.at(1) as RecordedEvent
}

test.each([
  ['stream', '{}', 'order-1'],
  ['data.customer', '{"customer":"ann"}', 'ann'],
  ['data.customer', '{"customer":7}', 7],
  ['data.customer', '{"customer":false}', false],
  ['data.customer', '{"customer":null}', undefined],
  ['data.customer', '{}', undefined],
  ['data.customer', '"text"', undefined],
  ['data.lines.0.sku', '{"lines":[{"sku":"A"}]}', 'A'],
  ['data/a.b', '{"a.b":"dotted"}', 'dotted'],
  ['data.__proto__', '{}', undefined],
  ['data.toString', '{}', undefined],
  ['data.customer', '{"customer":"ann","big":9007199254740993}', 'ann'],
  ['data.customer', '1e999', undefined],
])('by %s, %s is about %s', (by, json, subject) => {
  expect(parseSubject(by).of(eventWith(json))).toBe(subject)
})

test('meta has subjects as well', () => {
  expect(parseSubject('meta.correlationId').of(eventWith('{}', '{"correlationId":"c-1"}'))).toBe('c-1')
})

test('two equal objects are one subject, and no text is', () => {
  const by = parseSubject('data.at')

  const subject = by.of(eventWith('{"at":{"x":1}}'))

  expect(by.of(eventWith('{"at":{"x":1}}'))).toBe(subject)
  expect(by.of(eventWith('{"at":"{\\"x\\":1}"}'))).not.toBe(subject)
})

test('a number that no double holds stands in nobody’s way, unless it is the subject', () => {
  const event = eventWith('{"customer":"ann","big":9007199254740993}')

  expect(parseSubject('data.customer').of(event)).toBe('ann')
  expect(() => parseSubject('data.big').of(event)).toThrow(
    expect.objectContaining({ code: 'NUMBER_INEXACT' }),
  )
})

test.each(['', 'customer', 'data', 'data.', 'data..x', 'meta', 'type', 'streams'])(
  "'%s' names nothing",
  (text) => {
    expect(() => parseSubject(text)).toThrow(expect.objectContaining({ code: 'USAGE' }))
  },
)

test('a summary names values that there are', () => {
  const tens = Array.from({ length: 10 }, (_, index) => 10 * (index + 1))

  expect(summaryOf(tens.toReversed())).toEqual({
    leastMs: 10,
    tenthMs: 10,
    medianMs: 50,
    ninetiethMs: 90,
    mostMs: 100,
  })
  expect(summaryOf([7])).toEqual({ leastMs: 7, tenthMs: 7, medianMs: 7, ninetiethMs: 7, mostMs: 7 })
  expect(summaryOf([])).toBeUndefined()
})

test('buckets begin at 0, hold their lower end, and go up to the last with something in it', () => {
  expect([...bucketsOf([0, 9, 10, 31], 10)].map(({ count }) => count)).toEqual([2, 1, 0, 1])
  expect([...bucketsOf([], 10)]).toEqual([])
})
