import { expect, test } from 'vitest'
import { readAppendLines } from '../../src/transfer/append-lines.ts'
import { appendRequest, parseStreamName } from '../../src/transfer/append-request.ts'

const one = readAppendLines('{"stream":"cart-7","type":"ItemAdded"}')
const two = readAppendLines('{"stream":"a","type":"T"}\n{"stream":"b","type":"T","expect":"none"}')
const usage = expect.objectContaining({ code: 'USAGE' })

test('a line keeps the text of its data and meta', () => {
  const [line] = readAppendLines(
    '{"stream":"s","type":"T","data":{ "n":1.50 },"meta":{"k": 1e2},"id":"x","erasable":true}',
  )

  expect(line).toEqual({
    event: { stream: 's', type: 'T', json: '{ "n":1.50 }', metaJson: '{"k": 1e2}', id: 'x', erasable: true },
    expect: undefined,
  })
})

test('empty lines and carriage returns are no events', () => {
  expect(readAppendLines('\n{"stream":"a","type":"T"}\r\n\r\n')).toHaveLength(1)
})

test.for([
  ['{"stream":"a"}', "'type' is missing"],
  ['{"stream":7,"type":"T"}', "'stream' must be a string"],
  ['{"stream":"a","type":"T","time":"2026-01-31"}', "unknown member 'time'"],
  ['{"stream":"a","stream":"b","type":"T"}', "duplicate member 'stream'"],
  ['{"stream":"a","type":"T","expect":-1}', "expected version '-1' is not a whole number"],
  ['{"stream":"a","type":"T","expect":true}', "expected version 'true' is not a whole number"],
  ['["a"]', 'expected a JSON object'],
  ['{"stream":"a","type":tru}', 'invalid JSON'],
])('%s is refused with its line', ([line, reason]) => {
  const read = () => readAppendLines(`\n${line}`)

  expect(read).toThrow(expect.objectContaining({ code: 'LINE_INVALID', at: { line: 2 } }))
  expect(read).toThrow(reason)
})

test('--expect N is for the one stream of the append', () => {
  expect(appendRequest(one, { expect: ['7'] }).expect).toEqual(new Map([['cart-7', 7]]))
  expect(() => appendRequest(two, { expect: ['7'] })).toThrow(usage)
})

test('--expect STREAM=N splits at the last =, and joins what the lines expect', () => {
  expect(appendRequest(two, { expect: ['a=3', 'x=y=any'] }).expect).toEqual(
    new Map<string, number | 'any'>([
      ['a', 3],
      ['x=y', 'any'],
      ['b', 0],
    ]),
  )
})

test('two expectations that contradict each other are refused', () => {
  expect(() => appendRequest(two, { expect: ['b=3'] })).toThrow(usage)
  expect(appendRequest(two, { expect: ['b=0'] }).expect).toEqual(new Map([['b', 0]]))
})

test('the words of the command line go into the meta, behind what a line says itself', () => {
  const lines = readAppendLines('{"stream":"a","type":"T","meta":{ "n": 1.0, "actor":"lee" }}')

  const { events } = appendRequest(lines, { actor: 'kim', message: ['one', 'two'], meta: ['k=v=w'] })

  expect(events[0]?.metaJson).toBe('{"n": 1.0, "actor":"lee","message":"one\\n\\ntwo","k":"v=w"}')
})

test('without such words the meta is what the line says', () => {
  expect(appendRequest(one, {}).events[0]?.metaJson).toBe('{}')
  expect(appendRequest(one, { actor: 'kim' }).events[0]?.metaJson).toBe('{"actor":"kim"}')
})

test('one id does not fit several events', () => {
  expect(appendRequest(one, { id: 'x' }).events[0]?.id).toBe('x')
  expect(() => appendRequest(two, { id: 'x' })).toThrow(usage)
})

test('there must be something to append', () => {
  expect(() => appendRequest([], {})).toThrow(usage)
})

test('a stream may be typed as revisions write it', () => {
  expect(parseStreamName('stream:my%20cart')).toBe('my cart')
  expect(parseStreamName('urn:x')).toBe('urn:x')
  expect(() => parseStreamName('stream:%zz')).toThrow(usage)
})
