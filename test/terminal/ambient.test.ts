import { expect, test } from 'vitest'
import { ambientOf } from '../../src/terminal/ambient.ts'

test('a test can stop the clock', () => {
  const ambient = ambientOf({ ES_TEST_NOW: '2026-01-31T10:00:00Z' }, () => 0)

  expect(ambient.nowMs()).toBe(Date.parse('2026-01-31T10:00:00Z'))
})

test('a clock that is no time is refused', () => {
  expect(() => ambientOf({ ES_TEST_NOW: 'soon' }, () => 0)).toThrow(
    expect.objectContaining({ code: 'USAGE' }),
  )
})

test('counted ids follow the position, and differ within an append and from one to the next', () => {
  let position = 0
  const first = ambientOf({ ES_TEST_IDS: '1' }, () => position)
  const ids = [first.newId(1000), first.newId(1000)]
  position = 2
  const next = ambientOf({ ES_TEST_IDS: '1' }, () => position)
  ids.push(next.newId(1000))

  expect(new Set(ids).size).toBe(3)
  expect(ids).toEqual([...ids].sort())
  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('without either the clock runs and ids are random', () => {
  const ambient = ambientOf({}, () => 0)

  expect(Math.abs(ambient.nowMs() - Date.now())).toBeLessThan(1000)
  expect(ambient.newId(1000)).not.toBe(ambient.newId(1000))
})
