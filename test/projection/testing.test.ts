import { expect, test } from 'vitest'
import { defineProjection } from '../../src/projection/definition.ts'
import { forProjection } from '../../src/testing.ts'

const orders = defineProjection<{ status: 'open' | 'paid'; total: number }>({
  name: 'orders',
  init: () => ({ status: 'open', total: 0 }),
  on: {
    LineAdded: (order, { data }) => ({ ...order, total: order.total + data.price * data.quantity }),
    OrderPaid: (order) => {
      order.status = 'paid'
    },
    OrderErased: () => null,
    Dated: (order, { time }) => ({ ...order, time }),
    Spoilt: (order) => ({ ...order, total: Number.NaN }),
  },
})

const given = forProjection(orders)
const line = { type: 'LineAdded', data: { price: 5, quantity: 2 } }

test('given events, expect a document', () => {
  given([line, line, { type: 'OrderPaid' }, { type: 'Other' }]).expect({ status: 'paid', total: 20 })
})

test('given events, when another comes, expect a document', () => {
  const open = given([line])

  open.when({ type: 'OrderPaid' }).expect({ status: 'paid', total: 10 })
  open.expect({ status: 'open', total: 10 })
})

test('a document that is otherwise is an assertion that shows both', () => {
  expect(() => given([line]).expect({ status: 'open', total: 11 })).toThrow(/total: 11/)
})

test('a removed document is none', () => {
  given([line, { type: 'OrderErased' }]).expect(undefined)
})

test('of several documents one is named', () => {
  const events = [line, { ...line, stream: 'test-2' }]

  given(events).expect({ status: 'open', total: 10 }, 'test-2')
  expect(() => given(events).expect({ status: 'open', total: 10 })).toThrow('the events leave 2 documents')
})

test('step by step: the document after each event', () => {
  const steps = Array.from(given([line, { type: 'Other' }, line]).steps(), ({ event, key, document }) => [
    event.position,
    key,
    document?.total,
  ])

  expect(steps).toEqual([
    [1, 'test-1', 10],
    [3, 'test-1', 20],
  ])
})

test('the clock of a test stands where it says', () => {
  given([{ type: 'Dated', timeMs: Date.UTC(2026, 5, 1) }]).expect({
    status: 'open',
    total: 0,
    time: '2026-06-01T00:00:00.000Z',
  } as never)
})

test('a state that could not be stored fails where it is made', () => {
  expect(() => given([line, { type: 'Spoilt' }]).expect(undefined)).toThrow(
    "projection 'orders' failed at event 2 'Spoilt': NaN at '/total' cannot be kept as JSON",
  )
})

test('what is no definition is refused', () => {
  expect(() => forProjection({ name: 'p', init: () => ({}), on: {} })).toThrow("'on' has no handlers")
})
