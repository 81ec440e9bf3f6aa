import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type EventStore, openStore } from '../../src/index.ts'
import { countingAmbient, temporaryFolder } from '../support/stores.ts'

const paid = { type: 'Paid', data: { amount: 3 } }
const totals = `import { defineProjection } from 'eventvcs'
export default defineProjection<{ total: number }>({
  init: () => ({ total: 0 }),
  on: { Paid: (state, event) => ({ total: state.total + event.data.amount }) },
})
`

/** A folder with a store of some blocks. */
async function filled(): Promise<string> {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'projections'))
  writeFileSync(join(folder, 'projections', 'totals.ts'), totals)
  const store = openStore(folder, { create: true, ambient: countingAmbient() })
  store.append({ stream: 'order-1', events: new Array(20_000).fill(paid) })
  await store.close()
  return folder
}

const closed = expect.objectContaining({ code: 'STORE_CLOSED', message: 'the store is closed' })

test('every call after the one that closed it says so', async () => {
  const store = openStore(await filled())
  const model = store.readModel('totals')
  // What is remembered must not answer either.
  expect([store.at(1)?.type, store.at(1)?.type, model.get('order-1')]).toEqual([
    'Paid',
    'Paid',
    { total: 60_000 },
  ])
  await store.close()

  const calls: (() => unknown)[] = [
    () => store.append({ stream: 'order-1', events: [paid] }),
    () => store.appendAll([{ stream: 'order-1', ...paid }]),
    () => store.at(1),
    () => store.catchUp(),
    () => store.events(),
    () => store.follow(),
    () => store.read(),
    () => store.readModel('totals'),
    () => store.resolve('1'),
    () => store.tags(),
    () => store.tip,
    () => store.versionOf('order-1'),
    () => model.changedKeys(0, 1),
    () => model.documents(),
    () => model.get('order-1'),
    () => model.get('order-1', { at: 1 }),
  ]
  for (const call of calls) expect(call, call.toString()).toThrow(closed)
  await expect(store.appendAsync({ stream: 'order-1', events: [paid] })).rejects.toThrow(closed)
  await expect(store.close()).resolves.toBeUndefined()
})

test('a loop over events that is still under way is told so', async () => {
  const store = openStore(await filled())
  const events = store.events()
  events.next()

  await store.close()

  expect(() => [...events]).toThrow(closed)
})

test('whoever follows a store is told so', async () => {
  const store = openStore(await filled())
  const followed = store.follow({ after: 19_999, pollMs: 10 })
  await followed.next()

  const next = followed.next()
  await store.close()

  await expect(next).rejects.toThrow(closed)
})

test('commits what waits before it closes', async () => {
  const folder = await filled()
  const store = openStore(folder)

  const appended = store.appendAsync({ stream: 'order-2', events: [paid] })
  await store.close()

  expect((await appended).events.map(({ position }) => position)).toEqual([20_001])
})

test.each<[string, (store: EventStore) => unknown]>([
  ['append', (store) => store.append({ stream: 'order-1', events: [paid] })],
  ['appendAll', (store) => store.appendAll([{ stream: 'order-1', ...paid }])],
  ['appendAsync', (store) => store.appendAsync({ stream: 'order-1', events: [paid] })],
  ['catchUp', (store) => store.catchUp()],
])('a store that is read only refuses %s', async (_, call) => {
  const store = openStore(await filled(), { readOnly: true })
  onTestFinished(() => store.close())

  await expect((async () => call(store))()).rejects.toMatchObject({
    code: 'REFUSED',
    message: 'the store was opened read-only',
  })
  expect(store.tip.position).toBe(20_000)
})
