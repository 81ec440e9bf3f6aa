import {
  closingMs,
  day_ms,
  hour_ms,
  minute_ms,
  officeTimeMs,
  second_ms,
  shoppingTimeMs,
  signupTimeMs,
} from './calendar.ts'
import { someAddress, someName } from './catalogue.ts'
import { type Fact, numbered } from './facts.ts'
import type { Random } from './random.ts'

const customers_count = 1640

export interface Customer {
  readonly id: string
  readonly registeredMs: number
  /** Undefined when the e-mail never was. */
  readonly confirmedMs: number | undefined
}

/** Everybody who signs up, in the order in which they do. */
export function signUps(random: Random): Customer[] {
  const timesMs = Array.from({ length: customers_count }, () => signupTimeMs(random)).sort((a, b) => a - b)
  return timesMs.map((registeredMs, index) => {
    const delayMs = confirmationDelayMs(random)
    const confirmedMs = delayMs === undefined ? undefined : registeredMs + delayMs
    return { id: numbered('customer', index + 1, 4), registeredMs, confirmedMs }
  })
}

/** What happens to a customer's account. */
export function accountFacts(random: Random, { id, registeredMs, confirmedMs }: Customer): Fact[] {
  const name = someName(random)
  const email = `${name.toLowerCase().replace(' ', '.')}.${Number(id.slice(-4))}@example.org`
  const meta = { actor: id, correlationId: id }
  const registered = { customerId: id, name, email, address: someAddress(random) }
  const facts: Fact[] = [
    { timeMs: registeredMs, stream: id, type: 'CustomerRegistered', data: registered, meta },
  ]
  if (confirmedMs !== undefined)
    facts.push({
      timeMs: confirmedMs,
      stream: id,
      type: 'EmailConfirmed',
      data: { customerId: id, email },
      meta,
    })
  return [...facts, ...moves(random, id, registeredMs)]
}

/** One customer in eight moves house; two in three say so themselves, the others ring up and a clerk writes it down. */
function moves(random: Random, id: string, registeredMs: number): Fact[] {
  const facts: Fact[] = []
  let settledMs = registeredMs + 14 * day_ms
  while (settledMs < closingMs && random.chance(0.125)) {
    const askedMs = shoppingTimeMs(random, settledMs, closingMs)
    const byClerk = random.chance(0.33)
    const timeMs = byClerk ? officeTimeMs(random, askedMs) : askedMs
    const actor = byClerk ? random.pick(['clerk-anna', 'clerk-ben']) : id
    const data = { customerId: id, address: someAddress(random) }
    facts.push({ timeMs, stream: id, type: 'CustomerMoved', data, meta: { actor, correlationId: id } })
    settledMs = timeMs + 30 * day_ms
  }
  return facts
}

/** Most people have the mail open already, some find it after the day's work, one in nine never does. */
function confirmationDelayMs(random: Random): number | undefined {
  const share = random.below(100)
  if (share < 47) return random.between(9 * second_ms, minute_ms - 1)
  if (share < 71) return random.between(minute_ms, 15 * minute_ms)
  if (share < 82) return random.between(15 * minute_ms, 5 * hour_ms)
  if (share < 89) return random.between(5 * hour_ms, 3 * day_ms)
  return undefined
}
