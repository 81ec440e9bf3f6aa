import { defineProjection } from 'eventvcs'
import type { Address, On } from '../events.ts'

interface Customer {
  name: string
  email: string
  emailConfirmed: boolean
  address: Address | null
  orders: number
  spentCents: number
}

/** Who our customers are, where they live now, and what they have spent. */
export default defineProjection<Customer>({
  streams: ['customer-*', 'order-*'],
  key: ({ data }) => data.customerId,
  init: () => ({ name: '', email: '', emailConfirmed: false, address: null, orders: 0, spentCents: 0 }),
  on: {
    CustomerRegistered: (customer, { data: { name, email, address } }: On<'CustomerRegistered'>) => ({
      ...customer,
      name,
      email,
      address,
    }),
    EmailConfirmed: (customer) => {
      customer.emailConfirmed = true
    },
    CustomerMoved: (customer, { data }: On<'CustomerMoved'>) => {
      customer.address = data.address
    },
    OrderPlaced: (customer) => {
      customer.orders += 1
    },
    OrderPaid: (customer, { data }: On<'OrderPaid'>) => {
      customer.spentCents += data.amountCents
    },
  },
})
