import { defineProjection } from 'eventvcs'
import type { On } from '../events.ts'

interface Basket {
  customer: string
  /** Quantity by article. */
  items: Record<string, number>
}

/** The baskets that are still open: one that went to the till is gone. */
export default defineProjection<Basket>({
  streams: 'basket-*',
  init: () => ({ customer: '', items: {} }),
  on: {
    BasketOpened: (basket, { data }: On<'BasketOpened'>) => {
      basket.customer = data.customerId
    },
    ItemAdded: (basket, { data: { sku, quantity } }: On<'ItemAdded'>) => {
      basket.items[sku] = (basket.items[sku] ?? 0) + quantity
    },
    ItemRemoved: (basket, { data: { sku, quantity } }: On<'ItemRemoved'>) => {
      const left = (basket.items[sku] ?? 0) - quantity
      if (left > 0) basket.items[sku] = left
      else delete basket.items[sku]
    },
    BasketCheckedOut: () => null,
  },
})
