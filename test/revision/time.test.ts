import { afterEach, describe, expect, test, vi } from 'vitest'
import { lastMsOf, parseSince, parseUntil, readTime } from '../../src/revision/time.ts'

// A Saturday.
const now_ms = Date.parse('2026-11-21T09:30:15.250Z')

function meant(words: string, nowMs = now_ms): string {
  return new Date(lastMsOf(readTime(words, nowMs))).toISOString()
}

describe('words', () => {
  test.each([
    ['now', '2026-11-21T09:30:15.250Z'],
    ['2 hours ago', '2026-11-21T07:30:15.250Z'],
    ['2.hours.ago', '2026-11-21T07:30:15.250Z'],
    ['1.5 hours ago', '2026-11-21T08:00:15.250Z'],
    ['an hour ago', '2026-11-21T08:30:15.250Z'],
    ['2 days ago', '2026-11-19T09:30:15.250Z'],
    ['6 months ago', '2026-05-21T09:30:15.250Z'],
    ['last week', '2026-11-14T09:30:15.250Z'],
    ['yesterday', '2026-11-20T23:59:59.999Z'],
    ['today', '2026-11-21T23:59:59.999Z'],
    ['the day before yesterday', '2026-11-19T23:59:59.999Z'],
    ['2 weeks before 1 May 2026', '2026-04-17T23:59:59.999Z'],
    ['2 hours before yesterday', '2026-11-20T07:30:15.250Z'],
    ['yesterday evening', '2026-11-20T20:00:00.000Z'],
    ['this morning', '2026-11-21T06:00:00.000Z'],
    ['yesterday at 5pm', '2026-11-20T17:00:00.000Z'],
    ['Jan 31, 2026 10:00', '2026-01-31T10:00:00.000Z'],
    ['31 January 2026', '2026-01-31T23:59:59.999Z'],
    // The hour that the clock shows twice, and the one that it skips.
    ['25 October 2026 02:30 CEST', '2026-10-25T00:30:00.000Z'],
    ['25 October 2026 02:30 CET', '2026-10-25T01:30:00.000Z'],
    ['29 March 2026 02:30 CET', '2026-03-29T01:30:00.000Z'],
    ['1 July 2026 12:00 CET', '2026-07-01T11:00:00.000Z'],
    ['8 March 2026 02:30 EST', '2026-03-08T07:30:00.000Z'],
    ['8 March 2026 02:30 EDT', '2026-03-08T06:30:00.000Z'],
  ])('%s is %s', (words, expected) => {
    expect(meant(words)).toBe(expected)
  })

  test.each([
    ['friday', '2026-11-20T23:59:59.999Z'],
    ['sunday', '2026-11-15T23:59:59.999Z'],
    ['march 5', '2026-03-05T23:59:59.999Z'],
    ['december 24', '2025-12-24T23:59:59.999Z'],
    ['5pm', '2026-11-20T17:00:00.000Z'],
    ['noon', '2026-11-20T12:00:00.000Z'],
  ])('%s is the last one, %s', (words, expected) => {
    expect(meant(words)).toBe(expected)
  })

  test.each(['tomorrow', 'this evening', 'next friday', 'in 2 days', '5 days from now', '1 January 2031'])(
    '%s is refused',
    (words) => {
      expect(() => readTime(words, now_ms)).toThrow(
        expect.objectContaining({ code: 'TIME_INVALID', message: `'${words}' is in the future` }),
      )
    },
  )

  test.each([
    'garbage',
    'yesterday foo',
    'foo yesterday',
    'evening before yesterday',
    '2 hours',
    'march',
    'monday to friday',
    '',
    '5',
    '1/2/2026',
    '3.4.2026',
    'feb 30',
  ])("'%s' is no time", (words) => {
    expect(() => readTime(words, now_ms)).toThrow(expect.objectContaining({ code: 'TIME_INVALID' }))
  })

  test('a day that does not exist is not left to guessing', () => {
    expect(() => readTime('2026-02-30', now_ms)).toThrow("'2026-02-30' names a moment that does not exist")
  })

  test.each([
    ['last month', '2025-03-31', '2025-02-28'],
    ['1 month ago', '2025-03-31', '2025-02-28'],
    ['a month ago', '2028-03-31', '2028-02-29'],
    ['6 months ago', '2026-08-31', '2026-02-28'],
    ['1 year ago', '2028-02-29', '2027-02-28'],
    ['last year', '2028-02-29', '2027-02-28'],
    ['last quarter', '2026-05-31', '2026-02-28'],
    ['1 year and 1 month ago', '2028-02-29', '2027-01-29'],
    ['4 weeks ago', '2025-03-31', '2025-03-03'],
  ])('%s on %s is %s: where a month is too short, its last day', (words, today, expected) => {
    expect(meant(words, Date.parse(`${today}T10:00:00Z`))).toBe(`${expected}T10:00:00.000Z`)
  })

  test('a day of some years is the last such', () => {
    expect(meant('29 February', Date.parse('2028-02-10T10:00:00Z'))).toBe('2024-02-29T23:59:59.999Z')
    expect(meant('february 28', Date.parse('2025-03-31T10:00:00Z'))).toBe('2025-02-28T23:59:59.999Z')
  })
})

describe('on a machine in another time zone', () => {
  const zone = process.env.TZ
  afterEach(() => {
    if (zone === undefined) delete process.env.TZ
    else process.env.TZ = zone
  })

  test.each(['America/New_York', 'Asia/Tokyo', 'Pacific/Kiritimati'])(
    '%s, words mean the same',
    (timeZone) => {
      process.env.TZ = timeZone

      // 02:30 did not exist in New York on that night.
      expect(meant('1 day ago', Date.parse('2026-03-09T02:30:00Z'))).toBe('2026-03-08T02:30:00.000Z')
      expect(meant('yesterday', Date.parse('2026-03-09T00:10:00Z'))).toBe('2026-03-08T23:59:59.999Z')
    },
  )

  test('they touch neither its time zone nor its Date', () => {
    const { env } = process
    const machineDate = Date
    const set = vi.fn(() => true)
    process.env = new Proxy(env, { set, deleteProperty: set })
    try {
      meant('a month ago', Date.parse('2026-03-31T10:00:00Z'))
    } finally {
      process.env = env
    }

    expect(set).not.toHaveBeenCalled()
    expect(Date).toBe(machineDate)
    expect(new Date(Date.UTC(2026, 0, 31)).setMonth(1)).toBe(Date.UTC(2026, 2, 3))
  })
})

describe('bounds', () => {
  test('a bare day is included whole', () => {
    expect(parseSince('2026-01-31', now_ms)).toBe(Date.parse('2026-01-31T00:00:00Z'))
    expect(parseUntil('2026-01-31', now_ms)).toBe(Date.parse('2026-01-31T23:59:59.999Z'))
    expect(parseSince('yesterday', now_ms)).toBe(Date.parse('2026-11-20T00:00:00Z'))
    expect(parseUntil('yesterday', now_ms)).toBe(Date.parse('2026-11-20T23:59:59.999Z'))
  })

  test('a moment is itself', () => {
    expect(parseSince('2026-01-31T10:00+01:00', now_ms)).toBe(Date.parse('2026-01-31T09:00:00Z'))
    expect(parseUntil('2 hours ago', now_ms)).toBe(now_ms - 7_200_000)
  })
})
