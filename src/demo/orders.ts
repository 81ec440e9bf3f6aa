import type { Purchase } from './baskets.ts'
import { closingMs, day_ms, minute_ms, officeTimeMs, second_ms } from './calendar.ts'
import type { PaymentMethod } from './events.ts'
import { type Fact, numbered } from './facts.ts'
import type { Random } from './random.ts'

/** Checkouts become orders and invoices, numbered in the order of time; then, mostly, money. */
export function orderFacts(random: Random, purchases: readonly Purchase[]): Fact[] {
  return purchases
    .filter(({ checkedOutMs }) => checkedOutMs <= closingMs)
    .sort((a, b) => a.checkedOutMs - b.checkedOutMs)
    .flatMap((purchase, index) => sale(random, purchase, index + 1))
}

/** One sale. The invoice names the customer and, as most do, no address. */
function sale(
  random: Random,
  { basketId, customerId, lines, checkedOutMs }: Purchase,
  number: number,
): Fact[] {
  const orderId = numbered('order', number, 4)
  const invoiceId = numbered('invoice', number, 4)
  const totalCents = lines.reduce((sum, { priceCents, quantity }) => sum + priceCents * quantity, 0)
  const order = { customerId, orderId, lines: [...lines], totalCents }
  const byCustomer = { actor: customerId, correlationId: basketId }
  const byShop = { actor: 'shop', correlationId: basketId }
  const payment = paymentOf(random, checkedOutMs)
  const facts: Fact[] = [
    {
      timeMs: checkedOutMs,
      stream: basketId,
      type: 'BasketCheckedOut',
      data: { customerId, orderId },
      meta: byCustomer,
    },
    {
      timeMs: checkedOutMs,
      stream: orderId,
      type: 'OrderPlaced',
      data: { ...order, basketId },
      meta: byCustomer,
    },
    {
      timeMs: checkedOutMs + random.between(1, 4) * second_ms,
      stream: invoiceId,
      type: 'InvoiceIssued',
      data: { ...order, invoiceId },
      meta: byShop,
    },
  ]
  if (payment === undefined) return facts
  const { method, paidMs } = payment
  const data = { customerId, orderId, invoiceId, method, amountCents: totalCents }
  const meta =
    method === 'transfer'
      ? { actor: random.pick(['clerk-anna', 'clerk-ben']), correlationId: basketId }
      : byCustomer
  return [...facts, { timeMs: paidMs, stream: orderId, type: 'OrderPaid', data, meta }]
}

/** Cards and wallets pay at once; a transfer takes days and a clerk to book it; some money never comes. */
function paymentOf(random: Random, placedMs: number): { method: PaymentMethod; paidMs: number } | undefined {
  const method = random.pick(['card', 'card', 'card', 'wallet', 'transfer'] as const)
  if (method !== 'transfer') {
    const paidMs = placedMs + random.between(6 * second_ms, 3 * minute_ms)
    return random.chance(0.02) ? undefined : { method, paidMs }
  }
  const paidMs = officeTimeMs(random, placedMs + random.between(day_ms, 24 * day_ms))
  return random.chance(0.1) ? undefined : { method, paidMs }
}
