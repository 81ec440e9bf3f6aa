import { defineProjection } from 'eventvcs'

interface Order {
  status: 'open' | 'paid' | 'shipped'
  total: number
  lines: number
  last: string
  address: { line: number; note: string } | null
}

/** The read model of the benchmarks: some handlers return the next state, some change it in place. */
export default defineProjection<Order>({
  name: 'orders',
  streams: 'order-*',
  init: () => ({ status: 'open', total: 0, lines: 0, last: '', address: null }),
  on: {
    OrderPlaced: (order) => {
      order.status = 'open'
    },
    LineAdded: (order, { data }) => ({
      ...order,
      total: order.total + data.price * data.quantity,
      lines: order.lines + 1,
      last: data.sku,
    }),
    LineRemoved: (order, { data }) => {
      order.total -= data.price
    },
    AddressChanged: (order, { data }) => {
      order.address = { line: data.line, note: data.note }
    },
    OrderPaid: (order) => {
      order.status = 'paid'
    },
    OrderShipped: (order) => {
      order.status = 'shipped'
    },
  },
})
