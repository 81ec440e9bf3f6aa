import { defineProjection } from 'eventvcs'

interface Order {
  status: 'open' | 'paid'
  total: number
}

export default defineProjection<Order>({
  streams: 'order-*',
  init: () => ({ status: 'open', total: 0 }),
  on: {
    LineAdded: (order, { data }) => ({ ...order, total: order.total + data.price * data.quantity }),
    OrderPaid: (order) => {
      order.status = 'paid'
    },
    OrderErased: () => null,
  },
})
