// The tip is remembered as long as LMDB shows one state: never across what may show another.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { systemAmbient } from '../../src/store/ambient.ts'
import { Store } from '../../src/store/store.ts'
import { countingAmbient, temporaryStore } from '../support/stores.ts'

const one = { events: [{ stream: 's', type: 'A', json: '1' }] }

/** A store, and the same as somebody else has it open. */
function twice(): { store: Store; other: Store } {
  const store = temporaryStore(countingAmbient())
  const other = Store.open(store.directory, { readOnly: false, ambient: systemAmbient })
  onTestFinished(() => other.close())
  return { store, other }
}

test('the tip is new at once after an append of its own', () => {
  const store = temporaryStore(countingAmbient())
  for (let position = 0; position < 20; position++) {
    expect(store.log.tip.position).toBe(position)
    store.log.append(one)
  }
})

test('the tip is what it was before after an append that was rolled back', () => {
  const store = temporaryStore(countingAmbient())
  store.log.append(one)
  expect(store.log.tip.position).toBe(1)

  expect(() =>
    store.commit(() => {
      store.log.append(one)
      expect(store.log.tip.position).toBe(2)
      throw new Error('enough')
    }),
  ).toThrow('enough')

  expect(store.log.tip.position).toBe(1)
})

test('the tip is new at once when the store was refreshed after an append of another', () => {
  const { store, other } = twice()
  for (let position = 0; position < 20; position++) {
    store.refresh()
    expect(store.log.tip.position).toBe(position)
    other.log.append(one)
  }
})

test('the tip is as new as what is read beside it', async () => {
  const { store, other } = twice()
  expect(store.log.tip.position).toBe(0)
  other.log.append(one)
  await sleep(5)

  expect(store.log.tip.position).toBe(1)
  expect(store.log.at(1)?.position).toBe(1)
})

test('a store that was closed has no tip', async () => {
  const store = temporaryStore(countingAmbient())
  expect(store.log.tip.position).toBe(0)

  await store.close()

  expect(() => store.log.tip).toThrow(expect.objectContaining({ code: 'STORE_CLOSED' }))
})
