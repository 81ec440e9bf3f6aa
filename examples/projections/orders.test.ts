import { deepStrictEqual } from 'node:assert'
import { test } from 'node:test' // or from 'vitest'
import { forProjection } from 'eventvcs/testing'
import orders from './orders.ts'

const given = forProjection(orders)
const line = { stream: 'order-1', type: 'LineAdded', data: { price: 5, quantity: 2 } }
const paid = { stream: 'order-1', type: 'OrderPaid' }
const erased = { stream: 'order-1', type: 'OrderErased' }

test('lines add up', () => {
  given([line, line]).expect({ status: 'open', total: 20 })
})

test('an order with lines is paid', () => {
  given([line]).when(paid).expect({ status: 'paid', total: 10 })
})

test('an erased order is no document', () => {
  given([line, paid]).when(erased).expect(undefined)
})

test('of several documents one is named', () => {
  given([line, { ...line, stream: 'order-2' }])
    .when(paid)
    .expect({ status: 'open', total: 10 }, 'order-2')
})

test('step by step: the document after each event', () => {
  const steps = [...given([line, paid, erased, line]).steps()]

  deepStrictEqual(
    steps.map(({ event, document }) => [event.type, document?.total]),
    [
      ['LineAdded', 10],
      ['OrderPaid', 10],
      ['OrderErased', undefined],
      ['LineAdded', 10],
    ],
  )
})
