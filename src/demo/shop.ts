import { basketFacts, visits } from './baskets.ts'
import { accountFacts, signUps } from './customers.ts'
import type { ShopEvent } from './events.ts'
import { chronicle } from './facts.ts'
import { orderFacts } from './orders.ts'
import { seededRandom } from './random.ts'

/**
 * A web shop for tea and coffee from 2026-04-01 to 2026-10-31, UTC: about 25,000 events, oldest first. The same
 * seed is the same shop, to the byte.
 */
export function shopEvents(seed: number): ShopEvent[] {
  const random = seededRandom(seed)
  const customers = signUps(random)
  const accounts = customers.flatMap((customer) => accountFacts(random, customer))
  const baskets = visits(random, customers).map((visit) => basketFacts(random, visit))
  const purchases = baskets.flatMap(({ purchase }) => purchase ?? [])
  const facts = [...accounts, ...baskets.flatMap(({ facts }) => facts), ...orderFacts(random, purchases)]
  return chronicle(facts, random)
}

/** The file that `es import` reads: one JSON object a line. */
export function shopLines(events: readonly ShopEvent[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('')
}
