import { expect, test } from 'vitest'
import { dayName, HourCount, weekName } from '../../src/analysis/calendar.ts'
import { statsOf } from '../../src/analysis/stats.ts'
import { knownText } from '../../src/revision/meta.ts'
import { arrayEventLog } from '../../src/store/array-log.ts'

test.each([
  ['{}', undefined],
  ['{"actor":"kim"}', 'kim'],
  ['{"correlationId":"actor","actor":"kim","x":1}', 'kim'],
  ['{"message":"\\"actor\\":\\"eve\\"","actor":"kim"}', 'kim'],
  ['{"nested":{"actor":"eve"}}', undefined],
  ['{"nested":{"actor":"eve"},"actor":"kim"}', 'kim'],
  ['{"\\u0061ctor":"kim"}', 'kim'],
  ['{"actor":"k\\u0069m"}', 'kim'],
  ['{"actor":7}', '7'],
  ['{"list":["actor"],"other":"actor"}', undefined],
])('the actor of %s is %s', (metaJson, actor) => {
  expect(knownText(metaJson, 'actor')).toBe(actor)
})

test('weeks are those of ISO 8601: a week belongs to the year of its Thursday', () => {
  const weekAt = (time: string) => {
    const hours = new HourCount()
    hours.add(Date.parse(time))
    return Array.from(hours.calendar().weeks.keys(), weekName)
  }

  expect(weekAt('2026-01-01T00:00:00Z')).toEqual(['2026-W01'])
  expect(weekAt('2025-12-29T00:00:00Z')).toEqual(['2026-W01'])
  expect(weekAt('2025-12-28T23:59:59.999Z')).toEqual(['2025-W52'])
  expect(weekAt('2021-01-03T12:00:00Z')).toEqual(['2020-W53'])
  expect(weekAt('1969-12-31T12:00:00Z')).toEqual(['1970-W01'])
})

test('hours, weekdays and days are UTC', () => {
  const hours = new HourCount()
  for (const time of ['2026-01-31T23:59:59.999Z', '2026-02-01T00:00:00Z', '2026-02-01T00:30:00Z'])
    hours.add(Date.parse(time))

  const calendar = hours.calendar()

  expect([calendar.hours[23], calendar.hours[0]]).toEqual([1, 2])
  expect(calendar.weekdays).toEqual([0, 0, 0, 0, 0, 1, 2])
  expect(Array.from(calendar.days, ([day, events]) => [dayName(day), events])).toEqual([
    ['2026-01-31', 1],
    ['2026-02-01', 2],
  ])
})

test('of an empty range there is nothing', () => {
  const stats = statsOf(arrayEventLog(), { range: { from: 0, to: 0 } })

  expect(stats.total.events).toBe(0)
  expect([...stats.types.top(9)]).toEqual([])
  expect(stats.sizes).toEqual([])
})
