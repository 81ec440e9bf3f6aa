import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import * as library from '../../src/index.ts'
import { openStore } from '../../src/index.ts'
import { countingAmbient, temporaryFolder } from '../support/stores.ts'

const totals = `import { defineProjection } from 'eventvcs'
export default defineProjection<{ total: number }>({
  name: 'totals',
  init: () => ({ total: 0 }),
  on: { Paid: (state, event) => ({ total: state.total + event.data.amount }) },
})
`

function opened() {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'projections'))
  writeFileSync(join(folder, 'projections', 'totals.ts'), totals)
  const store = openStore(folder, { create: true, ambient: countingAmbient() })
  onTestFinished(() => store.close())
  return store
}

const paid = (amount: number) => ({ type: 'Paid', data: { amount } })

test('exports what it has promised', () => {
  expect(Object.keys(library).sort()).toEqual(['EsError', 'defineProjection', 'openStore'])
})

test('refuses to make a store that nobody asked for', () => {
  const folder = temporaryFolder()
  expect(() => openStore(folder)).toThrow(expect.objectContaining({ code: 'STORE_NOT_FOUND' }))
})

test('guards a stream with the expected version', () => {
  const store = opened()
  store.append({ stream: 'order-1', events: [paid(3)], expectedVersion: 0 })

  const stale = () => store.append({ stream: 'order-1', events: [paid(4)], expectedVersion: 0 })

  expect(stale).toThrow(expect.objectContaining({ code: 'VERSION_CONFLICT' }))
  expect([store.tip.position, store.versionOf('order-1')]).toEqual([1, 1])
})

test('appends to several streams at once, or to none', () => {
  const store = opened()
  const events = [
    { stream: 'order-1', ...paid(1) },
    { stream: 'order-2', ...paid(2) },
  ]

  expect(() => store.appendAll(events, { 'order-2': 1 })).toThrow(
    expect.objectContaining({ code: 'VERSION_CONFLICT' }),
  )
  expect(store.tip.position).toBe(0)
  expect(store.appendAll(events, { 'order-1': 0, 'order-2': 0 }).events).toHaveLength(2)
})

test.each([false, true])('reads in slices that meet without a gap (newest first: %s)', (reverse) => {
  const store = opened()
  for (let amount = 1; amount <= 7; amount++)
    store.append({ stream: `order-${amount % 2}`, events: [paid(amount)] })
  const seen: number[] = []

  for (let cursor: number | undefined, first = true; first || cursor !== undefined; first = false) {
    const at = cursor === undefined ? {} : reverse ? { upTo: cursor } : { after: cursor }
    const slice = store.read({ ...at, reverse, limit: 3 })
    seen.push(...slice.events.map((event) => event.position))
    cursor = slice.cursor
  }

  const expected = [1, 2, 3, 4, 5, 6, 7]
  expect(seen).toEqual(reverse ? expected.reverse() : expected)
})

test('reads a document now, at a position and at a revision, stored or not', () => {
  const store = opened()
  for (const amount of [3, 4, 5]) store.append({ stream: 'order-1', events: [paid(amount)] })
  const model = store.readModel<{ total: number }>('totals')
  const answers = () => [
    model.get('order-1'),
    model.get('order-1', { at: 1 }),
    model.get('order-1', { at: store.resolve('order-1@2') }),
    model.get('order-1', { at: 0 }),
  ]
  const expected = [{ total: 12 }, { total: 3 }, { total: 7 }, undefined]

  expect(answers()).toEqual(expected)
  expect(store.catchUp().map(({ name, position }) => [name, position])).toEqual([['totals', 3]])
  expect(answers()).toEqual(expected)
  expect([...model.documents({ at: 2 })]).toEqual([{ key: 'order-1', value: { total: 7 } }])
})

test('takes any revision where it takes a position', () => {
  const store = opened()
  for (const amount of [3, 4, 5]) store.append({ stream: 'order-1', events: [paid(amount)] })
  const model = store.readModel<{ total: number }>('totals')
  const totalAt = (at: number | string) => model.get('order-1', { at })?.total

  expect(['2', 'order-1@1', 'HEAD', 'main~1', 'ROOT', '2026-01-01', 2].map(totalAt)).toEqual([
    7,
    3,
    12,
    7,
    undefined,
    12,
    7,
  ])
  expect([...model.documents({ at: 'main~2' })]).toEqual([{ key: 'order-1', value: { total: 3 } }])
  expect(model.changedKeys('ROOT', 'HEAD')).toEqual(['order-1'])
  expect([store.at('order-1@2')?.position, store.at('ROOT'), store.at(4)]).toEqual([2, undefined, undefined])
})

test.each([
  [4, 'REVISION_UNKNOWN'],
  ['4', 'REVISION_UNKNOWN'],
  ['v1', 'REVISION_UNKNOWN'],
  ['a b', 'REVISION_MALFORMED'],
  [-5, 'USAGE'],
  [1.5, 'USAGE'],
  [Number.NaN, 'USAGE'],
  [null, 'USAGE'],
  [{}, 'USAGE'],
])('refuses to answer as of %s', (at, code) => {
  const store = opened()
  for (const amount of [3, 4, 5]) store.append({ stream: 'order-1', events: [paid(amount)] })
  const model = store.readModel('totals')
  const refused = expect.objectContaining({ code })

  for (const stored of [false, true]) {
    if (stored) store.catchUp()
    expect(() => model.get('order-1', { at: at as number })).toThrow(refused)
    expect(() => model.documents({ at: at as number })).toThrow(refused)
    expect(() => model.changedKeys(0, at as number)).toThrow(refused)
  }
})

test('a loop over events ends at what was the tip when it was asked for', () => {
  const store = opened()
  store.append({ stream: 'order-1', events: [paid(3)] })

  const events = store.events()
  store.append({ stream: 'order-1', events: [paid(4)] })

  expect(Array.from(events, ({ position }) => position)).toEqual([1])
})

test('answers callers that share a commit, each with its own conflict', async () => {
  const store = opened()
  const append = (expectedVersion: number) =>
    store.appendAsync({ stream: 'order-1', events: [paid(1)], expectedVersion })

  const answers = await Promise.allSettled([append(0), append(0), append(1)])

  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(store.versionOf('order-1')).toBe(2)
})

test('follows history and then what comes', async () => {
  const store = opened()
  store.append({ stream: 'order-1', events: [paid(1)] })
  const seen: number[] = []

  for await (const event of store.follow({ pollMs: 10 })) {
    seen.push(event.position)
    if (seen.length === 1) setTimeout(() => store.append({ stream: 'order-2', events: [paid(2)] }), 20)
    if (seen.length === 2) break
  }

  expect(seen).toEqual([1, 2])
})
