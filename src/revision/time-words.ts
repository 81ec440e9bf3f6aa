import { createRequire } from 'node:module'
import type * as Chrono from 'chrono-node'
import { day_ms } from './iso-time.ts'
import { withPlainCalendar } from './plain-calendar.ts'

/** A moment, or a day by its first millisecond. */
export interface ReadTime {
  readonly ms: number
  readonly dayOnly: boolean
}

// Synchronous and late: chrono-node costs 25 ms to load, and hardly any command is given words.
const require = createRequire(import.meta.url)

/** What chrono-node takes for the clock of a place, which in summer is CEST's, is one offset: what the letters say. */
const fixed_zones_minutes = { CET: 60 }

/** Dates such as 1/2/2026 mean different days to different people; 2026-01-02 is the one way to write them. */
const numericDate = /\d\s*\/\s*\d|\d+\s*[.-]\s*\d+\s*[.-]\s*\d/

/**
 * The time that English words name, relative to `nowMs`, in UTC; undefined when they name none, or only a month.
 * `2 hours ago` and `6 months ago` are moments, `yesterday` and `5 March` are days. A weekday, a day without a year
 * and a time of day are the last such that is not in the future. Where a month is too short for the day, its last day is
 * meant (`last month` on 31 March). As in git, dots may stand for spaces (`2.hours.ago`).
 */
export function timeOfWords(words: string, nowMs: number): ReadTime | undefined {
  const text = words.replace(/(?<=\w)\.(?=[a-z])/gi, ' ')
  if (numericDate.test(text)) return undefined
  const result = withPlainCalendar(() => {
    const { casual } = require('chrono-node/en') as { casual: Chrono.Chrono }
    const reference = { instant: new Date(nowMs), timezone: 0 }
    const results = casual.parse(text, reference, { timezones: fixed_zones_minutes })
    return results.length === 1 ? results[0] : undefined
  })
  if (result === undefined || result.text.length !== text.length || result.end != null) return undefined
  const { start } = result
  if (!namesDayOrTime(start, text)) return undefined
  const instant = start.date()
  const dayOnly = namesOnlyDay(start, text)
  if (dayOnly) instant.setUTCHours(0, 0, 0, 0)
  const meansNext = /\bnext\b/i.test(text) || (/\bthis\b/i.test(text) && namesPartOfDay(start))
  return { ms: meansNext ? instant.getTime() : lastNotAfter(nowMs, instant, start), dayOnly }
}

/** chrono-node misreads `evening before yesterday`. */
function namesDayOrTime(start: Chrono.ParsedComponents, text: string): boolean {
  if (isRelative(start) || start.isCertain('hour')) return true
  if (namesPartOfDay(start) && !isReckoned(text)) return true
  return start.isCertain('day') || start.isCertain('weekday')
}

/** `yesterday` and `the day before 5 May` leave the hour at noon or as it is now; `yesterday evening` implies another. */
function namesOnlyDay(start: Chrono.ParsedComponents, text: string): boolean {
  if (start.isCertain('hour')) return false
  return isRelative(start) ? isReckoned(text) : !namesPartOfDay(start)
}

function isReckoned(text: string): boolean {
  return /\b(before|after)\b/i.test(text)
}

function namesPartOfDay(start: Chrono.ParsedComponents): boolean {
  return [...start.tags()].some((tag) => /^casualReference\/(?!today|yesterday|tomorrow|now)/.test(tag))
}

/** 29 February is in every fourth year, at most eight years back. */
function lastYearWithThatDay(instant: Date): number {
  const earlier = new Date(instant)
  for (let back = 1; back <= 8; back++) {
    earlier.setTime(instant.getTime())
    earlier.setUTCFullYear(instant.getUTCFullYear() - back)
    if (earlier.getUTCDate() === instant.getUTCDate()) break
  }
  return earlier.getTime()
}

function isRelative(start: Chrono.ParsedComponents): boolean {
  return start.tags().has('result/relativeDate')
}

function lastNotAfter(nowMs: number, instant: Date, start: Chrono.ParsedComponents): number {
  if (instant.getTime() <= nowMs || isRelative(start)) return instant.getTime()
  const named = (part: Chrono.Component) => start.isCertain(part)
  if (named('weekday') && !named('day')) return instant.getTime() - 7 * day_ms
  if (named('month') && !named('year')) return lastYearWithThatDay(instant)
  if (!named('day') && !named('month') && !named('year')) return instant.getTime() - day_ms
  return instant.getTime()
}
