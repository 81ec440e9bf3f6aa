import { describe, expect, test } from 'vitest'
import { matchIsoTime, parseIsoTime } from '../../src/revision/iso-time.ts'

const utc = (text: string): number => Date.parse(text)

describe('a time', () => {
  test.each([
    ['2026-01-31T10:00', '2026-01-31T10:00:00.000Z'],
    ['2026-01-31T10:00:07', '2026-01-31T10:00:07.000Z'],
    ['2026-01-31T10:00:07.5', '2026-01-31T10:00:07.500Z'],
    ['2026-01-31T10:00:07.123999Z', '2026-01-31T10:00:07.123Z'],
    ['2026-01-31t10:00z', '2026-01-31T10:00:00.000Z'],
    ['2011-10-11 13:42:22.688000+02:00', '2011-10-11T11:42:22.688Z'],
    ['2026-01-31T10:00+0530', '2026-01-31T04:30:00.000Z'],
    ['2026-01-31T10:00-05', '2026-01-31T15:00:00.000Z'],
    ['2024-02-29T00:00Z', '2024-02-29T00:00:00.000Z'],
    ['1970-01-01T00:00Z', '1970-01-01T00:00:00.000Z'],
    ['1969-12-31T23:59:59.999Z', '1969-12-31T23:59:59.999Z'],
    ['0000-01-01T00:00Z', '0000-01-01T00:00:00.000Z'],
    ['2026-03-29T02:30+01:00', '2026-03-29T01:30:00.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(parseIsoTime(text)).toMatchObject({ ms: utc(expected), dayOnly: false })
  })

  test.each([
    '2026-02-29',
    '2100-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31T10:00',
    '2026-01-31T24:00',
    '2026-01-31T10:60',
    '2026-01-31T10:00:60',
    '2026-01-31T10:00+24:00',
    '2026-01-31T10:00+05:60',
    '0000-01-01T00:00+01:00',
    '9999-12-31T23:59-01:00',
    '2026-01-31T10',
    '2026-1-31',
    '20260131',
    '2026-01-31T10:00+5',
    '2026-01-31Z',
    ' 2026-01-31',
    '2026-01-31 ',
    '٢٠٢٦-٠١-٣١',
    '',
  ])('%s is none', (text) => {
    expect(parseIsoTime(text)).toBeUndefined()
  })

  test('a bare day is its first millisecond, and says that it is a day', () => {
    expect(parseIsoTime('2026-01-31')).toEqual({
      ms: utc('2026-01-31T00:00:00Z'),
      finer: '',
      dayOnly: true,
      zoned: false,
    })
  })

  test('says whether an offset was given', () => {
    expect(parseIsoTime('2026-01-31T10:00Z')?.zoned).toBe(true)
    expect(parseIsoTime('2026-01-31T10:00')?.zoned).toBe(false)
  })

  test('the shape of a time that does not exist is told apart from no time', () => {
    expect(matchIsoTime('2026-02-30~1')).toEqual({ length: 10, time: undefined })
    expect(matchIsoTime('v1')).toBeUndefined()
  })
})
