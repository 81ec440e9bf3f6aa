// Goal: each key does what the help says, and no frame is larger than the screen. Method: type as a terminal does, into
// the interface as ink draws it, on a real store, and look at the frames.
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { makeTag } from '../../src/revision/make-tag.ts'
import { writeFiles } from '../support/projections.ts'
import { temporaryStore } from '../support/stores.ts'
import { drivenBrowser, key } from './driven.ts'
import { fillShop } from './shop.ts'

const wide = { columns: 120, rows: 40 }
const narrow = { columns: 80, rows: 24 }
const least = { columns: 60, rows: 15 }

function shopBrowser({ cursor = 2, size = wide } = {}) {
  const store = temporaryStore()
  fillShop(store)
  return { store, ...drivenBrowser(store, { cursor, size }) }
}

test('everything follows the cursor', async () => {
  const { frame, type } = shopBrowser()

  expect(frame()).toContain('orders/order-1')
  expect(frame()).toMatch(/^ *> +2 .*\n/m)
  expect(await type('j', /^> +3 /m)).toContain('*     "👩')
  expect(await type('2', '[2 Diff]')).toContain('+++ orders/order-1 (3)')
  expect(await type('3', '[3 Event]')).toContain('"price": 2')
  expect(await type('4', '[4 Meta]')).toContain('actor:       bob')
  expect(await type(key.tab, '[1 State]')).toContain('main 3/61')
  expect(await type('k', /^> +2 /m)).toContain('main 2/61')
})

test.each([wide, narrow, least])(
  'at $columns x $rows nothing is wider or taller than the screen',
  async (size) => {
    const { type, frames } = shopBrowser({ size })

    await type('G', /^> +61 /m)
    await type('2', '[2 Diff]')
    await type('3', '[3 Event]')
    await type('g', /^> +1 /m)
    await type('?', 'any other key')
    await type('x', '[3 Event]')
    await type('p', 'which: ')
    await type(key.escape, '[3 Event]')
    expect(frames.length).toBeGreaterThan(6)
  },
)

test('of an event whose stream is too long its version and its type are shown', () => {
  const store = temporaryStore()
  store.log.append({ events: [{ stream: `order-${'長い'.repeat(40)}`, type: 'OrderPlaced' }] })
  const tag = { name: 'a-tag-with-a-long-name', position: 1, message: undefined, models: [], force: false }
  const cause = { actor: undefined, command: 'test', timeMs: 0 }
  store.commit(() => makeTag(store.log, store.refs, { ...tag, cause }))

  const { frame } = drivenBrowser(store, { cursor: 1, size: wide })

  expect(frame()).toMatch(/^> *1 .*…@1 +OrderPlaced \(a-tag/m)
})

test('keys that come at once make one frame', async () => {
  const { type, frames } = shopBrowser({ cursor: 1 })
  const before = frames.length

  await type('jjjjjjjjjj', /^> +11 /m)

  expect(frames.length - before).toBe(1)
})

test('it goes to revisions, and says what is none', async () => {
  const { type } = shopBrowser()

  await type(`:v2${key.enter}`, /^> +40 .*\(v2\)/m)
  await type(`:order-3@2${key.enter}`, /^> +22 /m)
  await type(`:nonsense${key.enter}`, "unknown revision 'nonsense'")
  expect(await type(`:0${key.enter}`, 'main 0/61')).toContain('there is no such document')
  expect(await type('3', '[3 Event]')).toContain('before the first event there is nothing')
})

test('search goes on from match to match, and back', async () => {
  const { type } = shopBrowser()

  await type(`/ORDERPAID${key.enter}`, "no event after this one holds 'ORDERPAID'")
  await type(`/orderpaid${key.enter}`, /^> +10 /m)
  await type('n', /^> +20 /m)
  await type('N', /^> +10 /m)
  await type('N', 'no event before this one')
})

test('a filter is shown, and Esc clears it and does not quit', async () => {
  const { type, left } = shopBrowser()

  expect(await type(`ftype=OrderPaid${key.enter}`, 'filtered: type=OrderPaid')).not.toContain('LineAdded')
  await type('j', /^> +20 /m)
  await type('G', /^> +60 /m)
  await type(`:5${key.enter}`, 'does not fit the filter')
  await type(`f actor=nobody${key.enter}`, /type=OrderPaid actor=nobody/)
  expect(await type('', 'no event fits')).not.toContain('> ')
  await type(key.escape, /^Events +│/m)
  await type(`fnonsense${key.enter}`, "'nonsense' is no filter")
  await type(`fsince=nonsense${key.enter}`, "'nonsense' is not a time")
  await type(key.escape + key.escape, 'main')
  expect(left).toEqual([])
})

test('a pinned document stays', async () => {
  const { type } = shopBrowser()

  await type('p', 'which: ')
  await type('cust0', /> customers\/customer-0/)
  await type(key.enter, 'customers/customer-0 (pinned')
  expect(await type('G', /^> +61 /m)).toContain('"orders": 3')
  await type('g', 'there is no such document')
  await type('p', /customers\/customer-1 *$/m)
})

test('the changes of a watched value are gone to', async () => {
  const { type } = shopBrowser({ cursor: 3 })

  await type('Wpaid', /> paid/)
  await type(key.enter, 'w   "paid": false')
  await type(']', /^> +10 /m)
  await type('[', /^> +2 /m)
  await type('[', 'nothing before this event changed it')
})

test('tags are gone to', async () => {
  const { type } = shopBrowser({ cursor: 1 })

  await type('}', /^> +10 /m)
  await type('}', /^> +40 /m)
  await type('{', /^> +10 /m)
  await type('{', 'no tag before')
  expect(await type(`:11${key.enter}`, 'customers/customer-0')).not.toContain('o: ')
})

test('the diff from a mark to the cursor', async () => {
  const { type } = shopBrowser({ cursor: 1 })

  await type('mG', /^> +61 /m)
  expect(await type('d', 'from the mark: 1 to 61')).toContain('customers/customer-0 (61)')
  expect(await type('d', 'no document differs between 60 and 61')).not.toContain('from the mark')
})

test('what writes is asked for, and done by the command that does it', async () => {
  const { type, commands } = shopBrowser({ cursor: 5 })

  await type('c', 'es checkout as-of 5')
  await type('n', 'j k move')
  await type('cy', 'did checkout')
  await type(`tmine${key.enter}`, 'did tag')

  expect(commands).toEqual(['checkout as-of 5', 'tag mine 5'])
})

test('the revision is copied', async () => {
  const { type, copied } = shopBrowser({ cursor: 5 })

  await type('y', 'copied 5')

  expect(copied).toEqual(['5'])
})

test('it follows the tip, until the cursor is moved', async () => {
  const { type, store, browser } = shopBrowser()
  await type('F', /^> +61 .*[\s\S]*following/m)

  store.log.append({ events: [{ stream: 'order-9', type: 'LineAdded', data: { name: 'new', price: 1 } }] })
  browser.poll()
  expect(await type('', /^> +62 /m)).toContain('main 62/62')
  expect(await type('k', /^> +61 /m)).not.toContain('following')
})

test('what others do is seen', async () => {
  const { type, store, browser } = shopBrowser({ cursor: 3 })
  const cause = { actor: undefined, command: 'es tag', timeMs: 0 }

  makeTag(store.log, store.refs, {
    name: 'new',
    position: 3,
    message: undefined,
    models: [],
    force: false,
    cause,
  })
  browser.poll()

  expect(await type('', 'main 3/61 new')).toMatch(/^> +3 .*\(new\)/m)
})

test('q quits, Ctrl-C interrupts, Ctrl-Z suspends', async () => {
  const { type, left } = shopBrowser()

  await type('q\u0003\u001a', 'main')
  await turn()

  expect(left).toEqual(['quit', 'interrupt', 'suspend'])
})

test('where there is no room it says so, and offers the plain text', async () => {
  const { frame, type, left } = shopBrowser({ size: { columns: 59, rows: 14 } })

  expect(frame()).toContain('this is 59x14: es ui needs 60x15')
  await type('p', 'p prints the view')
  await turn()

  expect(left).toEqual(['print'])
})

test('an empty store is shown', async () => {
  const { type } = drivenBrowser(temporaryStore(), { cursor: 0, size: narrow })

  await type('jkgGnp', /which: /)
  await type(key.escape, 'no events yet')
})

test('a projection that fails says so in its place, and the others go on', async () => {
  const store = temporaryStore()
  fillShop(store)
  const code =
    "export default { streams: 'order-*', init: () => ({}), on: { OrderPaid: () => { throw new Error('poison') } } }"
  writeFiles(store.root, { 'projections/broken.js': code })
  const { type } = drivenBrowser(store, { cursor: 10, size: wide })

  await type('', 'poison')
  expect(await type('o', 'orders/order-1')).toContain('"paid": true')
  expect(await type('2', '+++ orders/order-1')).toContain('poison')
})
