import { defineProjection } from 'eventvcs'

interface Order {
  customer: string
  city: string
  totalCents: number
  paid: boolean
}

export default defineProjection<Order>({
  streams: 'order-*',
  init: () => ({ customer: '', city: '', totalCents: 0, paid: false }),
  on: {
    OrderPlaced: (order, { data }) => ({ ...order, customer: data.customer, city: data.city }),
    LineAdded: (order, { data }) => {
      order.totalCents += data.quantity * data.priceCents
    },
    LineReturned: (order, { data }) => {
      order.totalCents -= data.quantity * data.priceCents
    },
    OrderPaid: (order) => {
      order.paid = true
    },
  },
})
