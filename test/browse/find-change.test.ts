import { expect, test } from 'vitest'
import { findChange } from '../../src/browse/find-change.ts'
import { finished } from '../../src/browse/work.ts'
import { arrayReadModels, type DocumentSet } from '../support/array-read-models.ts'

const set = (key: string, value: unknown): DocumentSet => ({ model: 'orders', key, value })

const events = [
  set('o1', { total: 1, lines: ['A'] }),
  set('o2', { total: 9 }),
  set('o1', { total: 1, lines: ['A', 'B'] }),
  set('o1', { total: 2, lines: ['A', 'B'] }),
  set('o1', undefined),
  set('o1', { total: 2, lines: [] }),
]

/** The array knows no positions of documents; here they are read off the events. */
const reader = {
  ...arrayReadModels(events),
  positions: (_: string, key: string, at: number) =>
    events.flatMap((event, index) => (event.key === key && index < at ? [index + 1] : [])),
}

const total = { projection: 'orders', key: 'o1', path: ['total'] }

function changes(path: readonly string[], direction: 'before' | 'after', from: number) {
  return finished(findChange(reader, { ...total, path }, { from, tip: events.length, direction }))
}

test('the next and the previous event that changed a value', () => {
  expect(changes(['total'], 'after', 0)).toBe(1)
  expect(changes(['total'], 'after', 1)).toBe(4)
  expect(changes(['total'], 'before', 4)).toBe(1)
  expect(changes(['lines'], 'after', 1)).toBe(3)
})

test('its coming and its going are changes', () => {
  expect(changes(['total'], 'after', 4)).toBe(5)
  expect(changes(['total'], 'after', 5)).toBe(6)
})

test('there is none before the first and after the last', () => {
  expect(changes(['total'], 'before', 1)).toBeUndefined()
  expect(changes(['total'], 'after', 6)).toBeUndefined()
  expect(changes(['nothing'], 'after', 0)).toBeUndefined()
})
