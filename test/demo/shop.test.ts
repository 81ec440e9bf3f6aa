import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { closingMs, minute_ms, openingMs } from '../../src/demo/calendar.ts'
import type { ShopData, ShopEvent } from '../../src/demo/events.ts'
import { shopEvents, shopLines } from '../../src/demo/shop.ts'
import { customer_id, invoice_id, shop_seed } from '../../src/demo/story.ts'

const events = shopEvents(shop_seed)
const timeMs = (event: ShopEvent) => Date.parse(event.time)
const ofType = <Type extends keyof ShopData>(type: Type) =>
  events.filter((event): event is Extract<ShopEvent, { type: Type }> => event.type === type)

describe('the shop', () => {
  test('is the same to the byte on every machine and in every run', () => {
    const digest = createHash('sha256')
      .update(shopLines(shopEvents(shop_seed)))
      .digest('hex')

    expect(digest).toBe('3d9275a9c2b213670dcbc6cc0a5caaa3a8ef0d36989cbe934b60cca56b81361b')
  })

  test('is another one for another seed', () => {
    expect(shopLines(shopEvents(shop_seed + 1))).not.toBe(shopLines(events))
  })

  test('has about 25,000 events between its opening and its closing, in the order of time', () => {
    const times = events.map(timeMs)

    expect(events.length).toBeGreaterThan(24_000)
    expect(events.length).toBeLessThan(26_000)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(times[0]).toBeGreaterThanOrEqual(openingMs)
    expect(times.at(-1)).toBeLessThanOrEqual(closingMs)
  })

  test('gives every event an id of its own and an actor', () => {
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
    expect(events.every(({ meta }) => /^(customer-\d{4}|clerk-\w+|shop)$/.test(meta.actor))).toBe(true)
  })

  test('has the proportions of a shop', () => {
    const percent = (part: number, whole: number) => (100 * part) / whole
    const baskets = ofType('BasketOpened').length
    const orders = ofType('OrderPlaced').length

    expect(percent(ofType('EmailConfirmed').length, ofType('CustomerRegistered').length)).toBeCloseTo(88, -1)
    expect(percent(orders, baskets)).toBeCloseTo(58, -1)
    expect(percent(ofType('OrderPaid').length, orders)).toBeCloseTo(95, -1)
    expect(percent(ofType('CustomerMoved').length, ofType('CustomerRegistered').length)).toBeCloseTo(12, -1)
    expect(ofType('ItemAdded').length / baskets).toBeCloseTo(2.8, 0)
  })

  test('is asleep at night and busiest in the evening', () => {
    const byHour = Array.from({ length: 24 }, () => 0)
    for (const event of events) byHour[new Date(event.time).getUTCHours()]!++

    expect(Math.max(...byHour.slice(0, 5))).toBeLessThan((byHour[20] ?? 0) / 5)
  })
})

describe('what happens in it makes sense', () => {
  test('nobody takes out of a basket what is not in it, and nothing happens in one after the checkout', () => {
    const held = new Map<string, number>()
    const closed = new Set<string>()
    for (const event of events.filter(({ stream }) => stream.startsWith('basket-'))) {
      expect(closed.has(event.stream)).toBe(false)
      if (event.type === 'BasketCheckedOut') closed.add(event.stream)
      if (event.type !== 'ItemAdded' && event.type !== 'ItemRemoved') continue
      const article = `${event.stream} ${event.data.sku}`
      const sign = event.type === 'ItemAdded' ? 1 : -1
      held.set(article, (held.get(article) ?? 0) + sign * event.data.quantity)
      expect(held.get(article)).toBeGreaterThanOrEqual(0)
    }
  })

  test('an order is what was in the basket', () => {
    const contents = new Map<string, number>()
    for (const { type, stream, data } of events) {
      if (type === 'ItemAdded') add(contents, `${stream} ${data.sku}`, data.quantity)
      if (type === 'ItemRemoved') add(contents, `${stream} ${data.sku}`, -data.quantity)
      if (type !== 'OrderPlaced') continue
      expect(data.lines.length).toBeGreaterThan(0)
      for (const { sku, quantity } of data.lines)
        expect(contents.get(`${data.basketId} ${sku}`)).toBe(quantity)
    }
  })

  test('an invoice adds up to its lines, and is paid in full or not at all', () => {
    const totals = new Map<string, number>()
    for (const { data, stream } of ofType('InvoiceIssued')) {
      const sum = data.lines
        .map(({ priceCents, quantity }) => priceCents * quantity)
        .reduce((a, b) => a + b, 0)
      expect(data.totalCents).toBe(sum)
      expect(data.invoiceId).toBe(stream)
      totals.set(stream, sum)
    }
    for (const { data } of ofType('OrderPaid')) expect(data.amountCents).toBe(totals.get(data.invoiceId))
  })

  test('who does something has signed up before', () => {
    const known = new Set<string>()
    for (const { type, data } of events) {
      if (type === 'CustomerRegistered') known.add(data.customerId)
      expect(known.has(data.customerId)).toBe(true)
    }
  })
})

describe('the questions that it must be able to answer', () => {
  test('somewhat less than half of the people confirm their e-mail within a minute', () => {
    const registered = new Map(ofType('CustomerRegistered').map((event) => [event.stream, timeMs(event)]))
    const prompt = ofType('EmailConfirmed').filter(
      (event) => timeMs(event) - (registered.get(event.stream) ?? 0) <= minute_ms,
    )

    expect(prompt.length / registered.size).toBeGreaterThan(0.4)
    expect(prompt.length / registered.size).toBeLessThan(0.5)
  })

  test('some take an item out of their basket in the five minutes before they check out', () => {
    const removals = ofType('ItemRemoved')
    const undecided = ofType('BasketCheckedOut').filter((checkout) =>
      removals.some(
        (removal) =>
          removal.stream === checkout.stream &&
          timeMs(removal) <= timeMs(checkout) &&
          timeMs(checkout) - timeMs(removal) <= 5 * minute_ms,
      ),
    )

    expect(undecided.length).toBeGreaterThan(100)
    expect(undecided.length).toBeLessThan(ofType('BasketCheckedOut').length / 3)
  })

  test('the customer of the tour moved after the invoice of the tour', () => {
    const issued = ofType('InvoiceIssued').find(({ stream }) => stream === invoice_id)
    const moves = ofType('CustomerMoved').filter(({ stream }) => stream === customer_id)

    expect(issued?.data.customerId).toBe(customer_id)
    expect(issued?.time.slice(0, 10)).toBe('2026-05-19')
    expect(moves.map(({ time }) => time.slice(0, 10))).toEqual(['2026-07-20'])
  })
})

function add(counts: Map<string, number>, key: string, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count)
}
