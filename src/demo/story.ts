/** The seed of the shop that `es demo` builds and the README quotes. */
export const shop_seed = 1

/**
 * The invoice that the tour is about, and whom it was sent to: Radia Kowalski, who moved house two months later.
 * Nothing was planted: they are what the seed gives, and the tests say that they still are.
 */
export const invoice_id = 'invoice-0192'
export const customer_id = 'customer-0263'

/** Tag → the last day that it holds. */
export const monthEnds: readonly (readonly [tag: string, day: string])[] = [
  ['v2026-04', '2026-04-30'],
  ['v2026-05', '2026-05-31'],
  ['v2026-06', '2026-06-30'],
  ['v2026-07', '2026-07-31'],
  ['v2026-08', '2026-08-31'],
  ['v2026-09', '2026-09-30'],
  ['v2026-10', '2026-10-31'],
]
