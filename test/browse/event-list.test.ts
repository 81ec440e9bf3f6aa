// Goal: a filtered list, of which only a part is known at any time, cannot be told from one that is known whole.
// Method: random events, filters and walks; the answer of each step is compared with the array of all that fit.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EventList } from '../../src/browse/event-list.ts'
import { findEvent } from '../../src/browse/find-event.ts'
import { finished } from '../../src/browse/work.ts'
import type { EventSelection } from '../../src/revision/event-selection.ts'
import { arrayEventLog } from '../../src/store/array-log.ts'
import type { EventLog } from '../../src/store/event.ts'
import { countingAmbient, temporaryStore } from '../support/stores.ts'

function logOf(types: readonly string[]): EventLog {
  const log = arrayEventLog(countingAmbient())
  if (types.length > 0)
    log.append({ events: types.map((type, index) => ({ stream: `order-${index % 3}`, type, data: index })) })
  return log
}

const types = fc.array(fc.constantFrom('A', 'B', 'C'), { maxLength: 40 })
const selections = fc.constantFrom<EventSelection>(
  { types: ['A'] },
  { types: ['B', 'C'] },
  { streams: ['order-1'] },
  { text: (text) => text.includes('7') },
  { types: ['none'] },
)
const walks = fc.array(
  fc.record({ from: fc.nat(41), by: fc.integer({ min: -9, max: 9 }), rows: fc.nat(6) }),
  { maxLength: 12 },
)

/** All positions that fit, asked of the log alone. */
function allOf(log: EventLog, selection: EventSelection): number[] {
  const positions: number[] = []
  for (let from = 0; ; ) {
    const next = finished(findEvent(log, selection, from, 'after'))
    if (next === undefined) return positions
    positions.push(next)
    from = next
  }
}

test('a walk through a filtered list is a walk through the array of what fits', () => {
  fc.assert(
    fc.property(types, selections, walks, (given, selection, steps) => {
      const log = logOf(given)
      const list = new EventList(log, selection)
      const all = allOf(log, selection)
      for (const { from: wanted, by, rows } of steps) {
        const from = Math.min(wanted, given.length)
        const after = all.filter((position) => position > from)
        const before = all.filter((position) => position < from)
        const place =
          by === 0 ? from : by > 0 ? (after[by - 1] ?? after.at(-1)) : (before.at(by) ?? before[0])
        expect(finished(list.place(from, by))).toBe(place)
        finished(list.load(from, { before: rows, after: rows }))
        expect(list.around(from, { before: rows, after: rows })).toEqual({
          positions: [
            ...before.slice(Math.max(0, before.length - rows)),
            ...all.filter((position) => position === from),
            ...after.slice(0, rows),
          ],
          isWhole: true,
        })
      }
    }),
  )
})

test('the nearest entry is the position itself, else the one before, else the one after', () => {
  const list = new EventList(logOf(['B', 'A', 'B', 'B', 'A']), { types: ['A'] })

  const nearest = [1, 2, 4, 5].map((position) => finished(list.nearest(position)))

  expect(nearest).toEqual([2, 2, 2, 5])
})

test('without a filter nothing is looked up', () => {
  const list = new EventList(logOf(Array(10).fill('A')), undefined)

  expect(list.around(5, { before: 2, after: 3 })).toEqual({ positions: [3, 4, 5, 6, 7, 8], isWhole: true })
  expect(finished(list.place(5, 100))).toBe(10)
  expect(finished(list.place(5, -100))).toBe(1)
})

test('of a filter that many events fit, positions far from the cursor are forgotten', () => {
  const { log } = temporaryStore()
  log.append({ events: Array.from({ length: 40_000 }, () => ({ stream: 's', type: 'A' })) })
  const list = new EventList(log, { types: ['A'] })

  for (let position = 1; position < 39_000; position += 200) {
    finished(list.load(position, { before: 30, after: 30 }))
    expect(list.around(position, { before: 1, after: 1 }).positions).toContain(position)
    expect(list.knownPositions).toBeLessThan(17_000)
  }
})
