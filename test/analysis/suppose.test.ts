import { expect, test } from 'vitest'
import { suppose } from '../../src/analysis/suppose.ts'
import { compareReadModels } from '../../src/diff/compare.ts'
import { Catalog } from '../../src/projection/catalog.ts'
import { ProjectionFolder } from '../../src/projection/folder.ts'
import { ReadModels } from '../../src/projection/read-models.ts'
import { rebuild } from '../../src/projection/rebuild.ts'
import type { NewEvent } from '../../src/store/event.ts'
import type { Store } from '../../src/store/store.ts'
import { drained, writeFiles } from '../support/projections.ts'
import { countingAmbient, temporaryStore } from '../support/stores.ts'

const carts = `import { defineProjection } from 'eventvcs'
export default defineProjection<{ items: string[]; last: string; place: string }>({
  init: () => ({ items: [], last: '', place: '' }),
  on: {
    Added: (cart, event) => ({ items: [...cart.items, event.data], last: event.time, place: event.position + '@' + event.version }),
    Cleared: () => null,
  },
})
`
const added = (stream: string, data: string, rest: Partial<NewEvent> = {}): NewEvent => ({
  stream,
  type: 'Added',
  data,
  ...rest,
})

function shop(): { store: Store; reader: ReadModels } {
  const store = temporaryStore(countingAmbient())
  store.log.append({ events: [added('cart-1', 'a'), added('cart-2', 'b', { id: 'second' })] })
  store.log.append({ events: [added('cart-1', 'c', { id: 'third' }), { stream: 'cart-2', type: 'Cleared' }] })
  writeFiles(store.root, { 'projections/carts.ts': carts })
  return { store, reader: new ReadModels(store, new ProjectionFolder(store.root)) }
}

const supposeIn = ({ store, reader }: ReturnType<typeof shop>, at: number, events: readonly NewEvent[]) =>
  suppose(store.log, reader, { at, events, ambient: countingAmbient() })

test('events follow exactly on the position, at its time, and what came after it has not happened', () => {
  const at = shop()

  const { models, to, events } = supposeIn(at, 2, [added('cart-1', 'x'), added('cart-2', 'y')])

  expect(to).toBe(4)
  expect(events.map(({ position, stream, version }) => [position, stream, version])).toEqual([
    [3, 'cart-1', 2],
    [4, 'cart-2', 2],
  ])
  const { time } = at.store.log.at(2)!
  expect(JSON.parse(models.get('carts', 'cart-1', 4)!)).toEqual({
    items: ['a', 'x'],
    last: time,
    place: '3@2',
  })
  expect(JSON.parse(models.get('carts', 'cart-2', 4)!)).toEqual({
    items: ['b', 'y'],
    last: time,
    place: '4@2',
  })
  expect(models.get('carts', 'cart-2', 3)).toBe(at.reader.get('carts', 'cart-2', 2))
  expect(Array.from(models.documents('carts', 4), ({ key }) => key)).toEqual(['cart-1', 'cart-2'])
})

test('writes nothing, and gives the same read models as an append would', () => {
  const at = shop()
  drained(rebuild(at.store, new Catalog(at.store, new ProjectionFolder(at.store.root))))
  const before = at.store.log.tip

  const { models, to } = supposeIn(at, 4, [
    added('cart-3', 'x', { timeMs: before.timeMs }),
    added('cart-1', 'y', { timeMs: before.timeMs }),
  ])
  const supposed = Array.from(models.documents('carts', to))
  expect(at.store.log.tip).toEqual(before)
  at.store.log.append({
    events: [
      added('cart-3', 'x', { timeMs: before.timeMs }),
      added('cart-1', 'y', { timeMs: before.timeMs }),
    ],
  })

  expect(Array.from(at.reader.documents('carts', to))).toEqual(supposed)
})

test('only what would differ is compared', () => {
  const at = shop()

  const { models, from, to } = supposeIn(at, 2, [{ stream: 'cart-2', type: 'Cleared' }])

  expect(Array.from(compareReadModels(models, from, to), ({ key, status }) => [key, status])).toEqual([
    ['cart-2', 'removed'],
  ])
})

test('an event that the log has at or before the position is answered with its place; a later one is new', () => {
  const at = shop()

  const { events } = supposeIn(at, 2, [added('cart-1', 'c', { id: 'third' })])

  expect(events.map(({ position, id }) => [position, id])).toEqual([[3, 'third']])
  expect(supposeIn(at, 2, [added('cart-2', 'b', { id: 'second' })]).events).toEqual([])
  expect(() => supposeIn(at, 2, [added('cart-2', 'other', { id: 'second' })])).toThrow(
    expect.objectContaining({ code: 'ID_CONFLICT' }),
  )
})

test('at ROOT the events are the first ones', () => {
  const { events, models } = supposeIn(shop(), 0, [added('cart-1', 'x')])

  expect(events.map(({ position, version }) => [position, version])).toEqual([[1, 1]])
  expect(JSON.parse(models.get('carts', 'cart-1', 1)!).items).toEqual(['x'])
})

test('refuses what an append would refuse: older than the position, or no event', () => {
  const at = shop()
  const { timeMs } = at.store.log.at(2)!

  expect(() => supposeIn(at, 2, [added('cart-1', 'x', { timeMs: timeMs - 1 })])).toThrow(
    expect.objectContaining({ code: 'TIME_CONFLICT' }),
  )
  expect(() => supposeIn(at, 2, [added('', 'x')])).toThrow(expect.objectContaining({ code: 'EVENT_INVALID' }))
})

test("a handler's failure is told with the supposed event", () => {
  const at = shop()
  writeFiles(at.store.root, {
    'projections/strict.ts': `import { defineProjection } from 'eventvcs'
export default defineProjection({ init: () => ({}), on: { Added: (_, { data }) => { if (data === 'x') throw new Error('no x') } } })
`,
  })
  const reader = new ReadModels(at.store, new ProjectionFolder(at.store.root))

  const { models } = supposeIn({ ...at, reader }, 4, [added('cart-1', 'x')])

  expect(() => models.get('strict', 'cart-1', 5)).toThrow(
    expect.objectContaining({ code: 'PROJECTION_FAILED', at: expect.objectContaining({ position: 5 }) }),
  )
})
