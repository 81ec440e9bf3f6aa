import { join } from 'node:path'
import { Catalog } from '../../src/projection/catalog.ts'
import { ProjectionFolder } from '../../src/projection/folder.ts'
import { rebuild } from '../../src/projection/rebuild.ts'
import { makeTag } from '../../src/revision/make-tag.ts'
import type { NewEvent } from '../../src/store/event.ts'
import type { Store } from '../../src/store/store.ts'
import { drained, writeFiles } from '../support/projections.ts'

const orders = `export default {
  streams: 'order-*',
  init: () => ({ lines: [], total: 0, paid: false }),
  on: {
    LineAdded: (order, { data }) => { order.lines.push(data.name); order.total += data.price },
    OrderPaid: (order) => { order.paid = true },
    OrderDropped: () => null,
  },
}`

const customers = `export default {
  streams: 'order-*',
  key: ({ data }) => data.customer ?? null,
  init: () => ({ orders: 0 }),
  on: { OrderPlaced: (customer) => { customer.orders += 1 } },
}`

/** What terminals get wrong: wide, joined, combining, right-to-left, and sequences that would move the cursor. */
export const hostile_names = [
  '漢字かな交じり文',
  '👩‍👩‍👧 family ❤️ 👍🏽 🇳🇱',
  'שלום עולם',
  'مرحبا',
  'e\u0301a\u0308 é',
  '\u001b[2J\u001b[H\u001b[31mred',
  '\u009b31m\u202eevil\u202c\u2066x\u2069',
  'tab\there\nand a line',
]

/** Events of six orders, as many lines as there are hostile names; tagged, with two read models that are stored. */
export function shopEvents(): NewEvent[] {
  const events: NewEvent[] = []
  for (let order = 1; order <= 6; order++) {
    const stream = `order-${order}`
    const meta = { actor: order % 2 === 0 ? 'ann' : 'bob', message: `the ${order}th` }
    events.push({ stream, type: 'OrderPlaced', data: { customer: `customer-${order % 2}` }, meta })
    for (const [index, name] of hostile_names.entries())
      events.push({ stream, type: 'LineAdded', data: { name, price: index + order }, meta })
    events.push({ stream, type: 'OrderPaid', data: {} })
  }
  events.push({
    stream: hostile_names[5] as string,
    type: hostile_names[1] as string,
    data: { name: hostile_names },
  })
  return events
}

export function fillShop(store: Store): void {
  writeFiles(store.root, { 'projections/orders.js': orders, 'projections/customers.js': customers })
  store.log.append({ events: shopEvents() })
  for (const [name, position] of [
    ['v1', 10],
    ['v2', 40],
  ] as const) {
    const cause = { actor: undefined, command: 'es tag', timeMs: 0 }
    makeTag(store.log, store.refs, { name, position, message: undefined, models: [], force: false, cause })
  }
  drained(rebuild(store, new Catalog(store, new ProjectionFolder(join(store.root)))))
}
