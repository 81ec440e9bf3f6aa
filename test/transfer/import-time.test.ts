import { expect, test } from 'vitest'
import { timeReader } from '../../src/transfer/import-time.ts'

function utc(text: string, zone?: string): string {
  return new Date(timeReader(zone)(text).ms).toISOString()
}

test.each([
  ['2011-10-11 13:42:22.688000+02:00', '2011-10-11T11:42:22.688Z'],
  ['2019-05-20 07:07:47.000Z', '2019-05-20T07:07:47.000Z'],
  ['2019-05-20T07:07:47', '2019-05-20T07:07:47.000Z'],
  ['2019-05-20T07:07', '2019-05-20T07:07:00.000Z'],
  ['2019-05-20', '2019-05-20T00:00:00.000Z'],
  ['2019-05-20T07:07:47.1239Z', '2019-05-20T07:07:47.123Z'],
  ['2019-05-20T07:07:47-0330', '2019-05-20T10:37:47.000Z'],
])('reads %s', (text, expected) => {
  expect(utc(text)).toBe(expected)
})

test.each([
  '',
  'yesterday',
  '2019-02-29',
  '2019-05-20T24:00Z',
  '2019-05-20T07:07:60Z',
  '1558336067',
  '20-05-2019',
])('refuses %j', (text) => {
  expect(() => utc(text)).toThrow(expect.objectContaining({ code: 'TIME_INVALID' }))
})

test('reads many times of one minute as it reads them alone', () => {
  const read = timeReader(undefined)
  const texts = [
    '2019-05-20T07:07:47.123Z',
    '2019-05-20T07:07:59.999Z',
    '2019-05-20T07:08:00.000Z',
    '2019-05-20T07:07:01.000Z',
  ]

  expect(texts.map((text) => new Date(read(text).ms).toISOString())).toEqual(texts)
})

// The clocks of Amsterdam went from 02:00 to 03:00 on 31 March 2019, and from 03:00 back to 02:00 on 27 October.
test.each([
  ['in winter', '2019-01-01T12:00', '2019-01-01T11:00:00.000Z'],
  ['in summer', '2019-07-01T12:00', '2019-07-01T10:00:00.000Z'],
  ['just before the gap', '2019-03-31T01:59:59', '2019-03-31T00:59:59.000Z'],
  ['in the gap: moved on by an hour', '2019-03-31T02:30', '2019-03-31T01:30:00.000Z'],
  ['just after the gap', '2019-03-31T03:00', '2019-03-31T01:00:00.000Z'],
  ['shown twice: the first', '2019-10-27T02:30', '2019-10-27T00:30:00.000Z'],
  ['just after the overlap', '2019-10-27T03:00', '2019-10-27T02:00:00.000Z'],
  ['with an offset of its own', '2019-07-01T12:00Z', '2019-07-01T12:00:00.000Z'],
])('a time in a zone, %s', (_, text, expected) => {
  expect(utc(text, 'Europe/Amsterdam')).toBe(expected)
})

test('a zone whose offset is no whole hour', () => {
  expect(utc('2019-07-01T12:00', 'Asia/Kathmandu')).toBe('2019-07-01T06:15:00.000Z')
})

test('refuses an unknown zone', () => {
  expect(() => timeReader('Europe/Asterdam')).toThrow(expect.objectContaining({ code: 'USAGE' }))
})
