import type { ProjectedEvent } from 'eventvcs'

export interface Address {
  street: string
  postcode: string
  city: string
}

/** Money is in integer cents, everywhere. */
export interface Line {
  sku: string
  name: string
  quantity: number
  priceCents: number
}

/** What can happen in the shop: the type of an event, and the data that it carries. */
export interface ShopData {
  CustomerRegistered: { customerId: string; name: string; email: string; address: Address }
  EmailConfirmed: { customerId: string; email: string }
  CustomerMoved: { customerId: string; address: Address }
  BasketOpened: { customerId: string }
  ItemAdded: { customerId: string } & Line
  ItemRemoved: { customerId: string; sku: string; quantity: number }
  BasketCheckedOut: { customerId: string; orderId: string }
  OrderPlaced: { customerId: string; orderId: string; basketId: string; lines: Line[]; totalCents: number }
  InvoiceIssued: { customerId: string; orderId: string; invoiceId: string; lines: Line[]; totalCents: number }
  OrderPaid: {
    customerId: string
    orderId: string
    invoiceId: string
    method: PaymentMethod
    amountCents: number
  }
}

export type PaymentMethod = 'card' | 'wallet' | 'transfer'

/** What a handler of a projection is given for an event of this type. */
export type On<Type extends keyof ShopData> = ProjectedEvent<ShopData[Type]>

/** One line of `shop.jsonl`: `type` says what `data` is. */
export type ShopEvent = { [Type in keyof ShopData]: Recorded<Type> }[keyof ShopData]

interface Recorded<Type extends keyof ShopData> {
  /** `customer-0017`, `basket-01234`, `order-0815`, `invoice-0815`. */
  stream: string
  type: Type
  data: ShopData[Type]
  meta: ShopMeta
  /** UUIDv7, made from the time and the seed: so that two imports are equal to the byte, hashes and all. */
  id: string
  /** ISO 8601, UTC, never before the line above. */
  time: string
}

export interface ShopMeta {
  /** A customer, a clerk (`clerk-anna`), or the shop's own machinery (`shop`). */
  actor: string
  /** The customer, for what happens to an account; the basket, for all that comes of it. */
  correlationId: string
}
