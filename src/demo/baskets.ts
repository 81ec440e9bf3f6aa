import { closingMs, day_ms, hour_ms, minute_ms, second_ms, shoppingTimeMs } from './calendar.ts'
import { someProduct } from './catalogue.ts'
import type { Customer } from './customers.ts'
import type { Line } from './events.ts'
import { type Fact, numbered } from './facts.ts'
import type { Random } from './random.ts'

export interface Visit {
  readonly basketId: string
  readonly customerId: string
  readonly openedMs: number
}

/** A basket on its way to the till. */
export interface Purchase extends Visit {
  readonly lines: readonly Line[]
  readonly checkedOutMs: number
}

/** When which customer opens a basket, in the order of time. Who never confirmed an e-mail never comes back. */
export function visits(random: Random, customers: readonly Customer[]): Visit[] {
  const openings = customers
    .flatMap((customer) =>
      visitTimesMs(random, customer).map((openedMs) => ({ customerId: customer.id, openedMs })),
    )
    .sort((a, b) => a.openedMs - b.openedMs)
  return openings.map((opening, index) => ({ ...opening, basketId: numbered('basket', index + 1, 4) }))
}

/** The first visit is why people sign up; many never come again, a few come all the time. */
function visitTimesMs(random: Random, { confirmedMs }: Customer): number[] {
  if (confirmedMs === undefined) return []
  const timesMs: number[] = []
  const loyalty = random.pick([0.2, 0.5, 0.7, 0.93])
  let nextMs = confirmedMs + random.between(5 * second_ms, 40 * minute_ms)
  while (nextMs < closingMs) {
    timesMs.push(nextMs)
    if (!random.chance(loyalty)) break
    nextMs = shoppingTimeMs(random, nextMs + 3 * day_ms, nextMs + 40 * day_ms)
  }
  return timesMs
}

/** What happens in one basket, and what goes to the till in the end, when anything does. */
export function basketFacts(random: Random, visit: Visit): { facts: Fact[]; purchase: Purchase | undefined } {
  const { basketId, customerId } = visit
  const meta = { actor: customerId, correlationId: basketId }
  const lines = new Map<string, Line>()
  const facts: Fact[] = []
  let timeMs = visit.openedMs
  facts.push({ timeMs, stream: basketId, type: 'BasketOpened', data: { customerId }, meta })

  const add = () => {
    const product = someProduct(random)
    const quantity = random.pick([1, 1, 1, 1, 2, 2, 3])
    const held = lines.get(product.sku)?.quantity ?? 0
    lines.set(product.sku, { ...product, quantity: held + quantity })
    facts.push({
      timeMs,
      stream: basketId,
      type: 'ItemAdded',
      data: { customerId, ...product, quantity },
      meta,
    })
  }
  /** Never the last item: who wants nothing walks away. */
  const remove = () => {
    if (lines.size < 2) return
    const { sku, quantity } = random.pick([...lines.values()])
    lines.delete(sku)
    facts.push({ timeMs, stream: basketId, type: 'ItemRemoved', data: { customerId, sku, quantity }, meta })
  }

  for (let left = random.pick([1, 1, 2, 2, 3, 3, 4, 6]); left > 0; left -= 1) {
    timeMs += random.between(4 * second_ms, 3 * minute_ms)
    add()
    if (random.chance(0.07)) {
      timeMs += random.between(4 * second_ms, 2 * minute_ms)
      remove()
    }
  }
  if (random.chance(0.16)) timeMs += random.between(3 * hour_ms, 2 * day_ms)
  const buys = random.chance(0.58)
  if (random.chance(0.2)) {
    timeMs += random.between(10 * second_ms, 4 * minute_ms)
    remove()
  }
  if (!buys) return { facts, purchase: undefined }
  timeMs += random.chance(0.7)
    ? random.between(15 * second_ms, 3 * minute_ms)
    : random.between(3 * minute_ms, hour_ms)
  return { facts, purchase: { ...visit, lines: [...lines.values()], checkedOutMs: timeMs } }
}
