import { expect, test } from 'vitest'
import { densityOf, stretchOf } from '../../src/browse/density.ts'
import { arrayEventLog } from '../../src/store/array-log.ts'
import { countingAmbient } from '../support/stores.ts'

function logAt(...timesMs: number[]) {
  const log = arrayEventLog(countingAmbient(0))
  if (timesMs.length > 0)
    log.append({ events: timesMs.map((timeMs) => ({ stream: 's', type: 'T', timeMs })) })
  return log
}

test('each event is counted once, in the stretch of its time', () => {
  const density = densityOf(logAt(0, 1, 10, 99, 100), 10)!

  expect(density.counts).toEqual([2, 1, 0, 0, 0, 0, 0, 0, 0, 2])
  expect([0, 10, 55, 100].map((timeMs) => stretchOf(density, timeMs))).toEqual([0, 1, 5, 9])
})

test('events of one moment are all in the last stretch, and an empty log has none', () => {
  expect(densityOf(logAt(7, 7, 7), 3)?.counts).toEqual([0, 0, 3])
  expect(densityOf(logAt(), 3)).toBeUndefined()
})
