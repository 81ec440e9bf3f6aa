// Goal: words that count months, quarters and years name the day that a calendar on the wall shows, the last of the month
// where that one is too short. Method: random moments and counts, many of them at the ends of months, against a table of
// the months' lengths.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readTime } from '../../src/revision/time.ts'

interface Day {
  readonly year: number
  /** From 0. */
  readonly month: number
  readonly day: number
}

function daysIn(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month] as number
}

function monthsBefore({ year, month, day }: Day, months: number): Day {
  const all = year * 12 + month - months
  const then = { year: Math.floor(all / 12), month: all % 12 }
  return { ...then, day: Math.min(day, daysIn(then.year, then.month)) }
}

function text({ year, month, day }: Day): string {
  return `${year}-${String(month + 1).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

const today: fc.Arbitrary<Day> = fc
  .record({ year: fc.integer({ min: 1972, max: 2104 }), month: fc.nat(11), back: fc.nat(3), day: fc.nat(27) })
  .chain(({ year, month, back, day }) => {
    const last = daysIn(year, month)
    return fc.constantFrom(last - back, day + 1).map((one) => ({ year, month, day: one }))
  })
const time = fc.nat(86_399_999).map((ms) => new Date(ms).toISOString().slice('1970-01-01'.length))
const count = fc.integer({ min: 1, max: 30 })
const names = { month: 1, quarter: 3, year: 12 } as const
const unit = fc.constantFrom('month', 'quarter', 'year')
const amount = fc.record({ count, unit }).map(({ count, unit }) => ({
  words: `${count} ${unit}${count === 1 ? '' : 's'}`,
  months: count * names[unit as keyof typeof names],
}))

const phrase = fc.oneof(
  amount.chain(({ words, months }) =>
    fc
      .constantFrom(`${words} ago`, `${words.replaceAll(' ', '.')}.ago`, `-${words}`, `last ${words}`)
      .map((phrase) => ({
        phrase,
        months,
      })),
  ),
  unit.chain((one) => {
    const months = names[one as keyof typeof names]
    return fc
      .constantFrom(`last ${one}`, `a ${one} ago`, `past ${one}`, `one ${one} ago`)
      .map((phrase) => ({ phrase, months }))
  }),
  fc
    .record({ years: fc.integer({ min: 1, max: 5 }), months: fc.integer({ min: 1, max: 11 }) })
    .map(({ years, months }) => ({
      phrase: `${years} years and ${months} months ago`,
      months: years * 12 + months,
    })),
)

test('months, quarters and years ago', () => {
  fc.assert(
    fc.property(today, time, phrase, (day, time, { phrase, months }) => {
      const { ms } = readTime(phrase, Date.parse(text(day) + time))
      expect(new Date(ms).toISOString()).toBe(text(monthsBefore(day, months)) + time)
    }),
    { numRuns: 300 },
  )
})

test('months, quarters and years before a day, and days besides', () => {
  fc.assert(
    fc.property(today, amount, fc.nat(40), (day, { words, months }, days) => {
      const nowMs = Date.UTC(2106, 0, 1)
      const month = new Date(Date.UTC(day.year, day.month)).toLocaleString('en', {
        month: 'long',
        timeZone: 'UTC',
      })
      const before = readTime(`${words} before ${day.day} ${month} ${day.year}`, nowMs)
      const then = Date.parse(text(monthsBefore(day, months)))
      expect(new Date(before.ms).toISOString()).toBe(new Date(then).toISOString())
      const ago = readTime(`${words} and ${days + 1} days ago`, Date.parse(text(day)))
      expect(new Date(ago.ms).toISOString()).toBe(new Date(then - (days + 1) * 86_400_000).toISOString())
    }),
    { numRuns: 150 },
  )
})
