// Goal: rows of local times get the moments that their order allows, and what it leaves open is counted exactly.
// Method: ascending moments around changes of the clocks, read off those clocks; every way to read them that does not
// fall is tried, and compared with what the order of the file gave.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ImportRow } from '../../src/transfer/import-row.ts'
import { TimeOrder } from '../../src/transfer/time-order.ts'
import { zoneClock } from '../../src/transfer/zone-clock.ts'

const minute_ms = 60_000
const changes = [
  ['Europe/Amsterdam', '2024-10-27T01:00Z', '2025-10-26T01:00Z'],
  ['America/New_York', '2024-11-03T06:00Z', '2025-11-02T06:00Z'],
  ['Australia/Lord_Howe', '2024-04-06T15:00Z', '2025-04-05T15:00Z'],
  ['Africa/Monrovia', '1972-01-07T00:44:30Z', '1972-01-07T00:44:30Z'],
] as const

const rows = fc.constantFrom(...changes).chain(([zone, ...moments]) =>
  fc.record({
    zone: fc.constant(zone),
    utc: fc.array(
      fc
        .tuple(fc.constantFrom(...moments), fc.integer({ min: -12, max: 12 }))
        .map(([moment, tens]) => Date.parse(moment) + tens * 10 * minute_ms),
      { minLength: 1, maxLength: 9 },
    ),
  }),
)

/** What the clocks of the zone show, as if it were UTC. */
function shown(zone: string, utcMs: number): number {
  const text = new Date(utcMs).toLocaleString('sv-SE', { timeZone: zone })
  return Date.parse(`${text.replace(' ', 'T')}Z`)
}

/** Every reading of the rows in which no time falls. */
function readings(choices: readonly (readonly number[])[]): number[][] {
  return choices.reduce<number[][]>(
    (lists, choice) =>
      lists.flatMap((list) =>
        choice.filter((ms) => ms >= (list.at(-1) ?? Number.NEGATIVE_INFINITY)).map((ms) => [...list, ms]),
      ),
    [[]],
  )
}

test('local times are read as their order allows', () => {
  fc.assert(
    fc.property(rows, ({ zone, utc }) => {
      const clock = zoneClock(zone)
      const locals = utc.sort((a, b) => a - b).map((ms) => clock(shown(zone, ms)))
      const order = new TimeOrder(undefined)

      const settled = locals.map((local, index) => {
        const time = { ...local, finer: '' }
        const event = { stream: 'a', type: 'T', timeMs: local.ms }
        const row: ImportRow = { event, time, line: index + 1, nextLine: index + 2, end: index }
        return order.settle(row).event.timeMs as number
      })

      const all = readings(locals.map(({ ms, laterMs }) => (laterMs === undefined ? [ms] : [ms, laterMs])))
      const open = settled.filter((ms, index) => all.some((reading) => reading[index] !== ms))
      expect(all).toContainEqual(utc)
      expect(all[0]).toEqual(settled)
      expect(order.fell).toBe(false)
      expect(order.unsure.twice?.count ?? 0).toBe(open.length)
    }),
    { numRuns: 500 },
  )
})
