import { deepStrictEqual } from 'node:assert'
import { test } from 'node:test' // or from 'vitest'
import { forProjection } from 'eventvcs/testing'
import orders from './orders.ts'

const given = forProjection(orders)
const placed = { stream: 'order-1', type: 'OrderPlaced', data: { customer: 'Ada', city: 'Ely' } }
const line = { stream: 'order-1', type: 'LineAdded', data: { item: 'cup', quantity: 2, priceCents: 650 } }
const returned = { ...line, type: 'LineReturned', data: { ...line.data, quantity: 1 } }
const paid = { stream: 'order-1', type: 'OrderPaid' }

test('lines add up', () => {
  given([placed, line, line]).expect({ customer: 'Ada', city: 'Ely', totalCents: 2600, paid: false })
})

test('what comes back is taken off', () => {
  given([placed, line]).when(returned).expect({ customer: 'Ada', city: 'Ely', totalCents: 650, paid: false })
})

test('of several documents one is named', () => {
  given([placed, { ...placed, stream: 'order-2' }])
    .when(paid)
    .expect({ customer: 'Ada', city: 'Ely', totalCents: 0, paid: false }, 'order-2')
})

test('what is no order is no document', () => {
  given([{ ...line, stream: 'cart-1' }]).expect(undefined)
})

test('step by step: the document after each event', () => {
  const steps = [...given([placed, line, returned, paid]).steps()]

  deepStrictEqual(
    steps.map(({ event, document }) => [event.type, document?.totalCents, document?.paid]),
    [
      ['OrderPlaced', 0, false],
      ['LineAdded', 1300, false],
      ['LineReturned', 650, false],
      ['OrderPaid', 650, true],
    ],
  )
})
