import { v7 as uuidv7 } from 'uuid'
import { closingMs } from './calendar.ts'
import type { ShopData, ShopEvent, ShopMeta } from './events.ts'
import type { Random } from './random.ts'

/** Something that happens in the shop, before it has its place in the file. */
export type Fact = {
  [Type in keyof ShopData]: {
    timeMs: number
    stream: string
    type: Type
    data: ShopData[Type]
    meta: ShopMeta
  }
}[keyof ShopData]

/** The events of the shop's seven months in the order of their times; facts of one moment keep the order given. */
export function chronicle(facts: readonly Fact[], random: Random): ShopEvent[] {
  const inTime = facts.filter(({ timeMs }) => timeMs <= closingMs).sort((a, b) => a.timeMs - b.timeMs)
  return inTime.map(({ timeMs, ...fact }) => ({
    ...fact,
    id: uuidv7({ msecs: timeMs, random: random.bytes(16) }),
    time: new Date(timeMs).toISOString(),
  }))
}

/** `numbered('order', 815, 4)` is `order-0815`: as wide as its kind needs, so that names sort as numbers do. */
export function numbered(category: string, number: number, digits: number): string {
  return `${category}-${String(number).padStart(digits, '0')}`
}
