import { expect, test } from 'vitest'
import { systemAmbient } from '../../src/store/ambient.ts'
import { Store } from '../../src/store/store.ts'
import { countingAmbient, temporaryStore } from '../support/stores.ts'

const one = (n: number) => ({ stream: `s-${n % 3}`, type: 'T', json: `${n}` })
const many = (count: number) => Array.from({ length: count }, (_, index) => one(index))
const upTo = (end: number) => Array.from({ length: end }, (_, index) => index + 1)

function storeWithTail(events: number): Store {
  const store = temporaryStore(countingAmbient())
  for (let n = 1; n <= events; n++) store.log.append({ events: [one(n)] })
  return store
}

test('a read goes on where it was when the tail is folded under it', () => {
  const store = storeWithTail(20)

  const read = store.log.read()
  const positions = Array.from({ length: 10 }, () => read.next().value?.position)
  store.log.append({ events: many(300) })
  for (const { position } of read) positions.push(position)

  expect(positions).toEqual(upTo(20))
})

test('a read of newest first goes on where it was when the tail is folded under it', () => {
  const store = storeWithTail(20)

  const read = store.log.read({ reverse: true })
  const positions = Array.from({ length: 10 }, () => read.next().value?.position)
  store.log.append({ events: many(300) })
  for (const { position } of read) positions.push(position)

  expect(positions).toEqual(upTo(20).reverse())
})

test('a reader that has seen the tail sees every event once after another has folded it', async () => {
  const store = storeWithTail(20)
  const reader = Store.open(store.directory, { readOnly: true, ambient: systemAmbient })
  for (const position of upTo(20)) reader.log.at(position)

  store.log.append({ events: many(300) })
  reader.refresh()

  expect([...reader.log.read()].map(({ position }) => position)).toEqual(upTo(320))
  await reader.close()
})

test('a time is found after the block that was looked at has been folded', () => {
  // A millisecond a batch, and thirty events in each.
  const store = temporaryStore(countingAmbient(0))
  for (let batch = 0; batch < 8; batch++) store.log.append({ events: many(30) })
  for (let times = 0; times < 4; times++) store.log.at(10)

  for (let batch = 0; batch < 8; batch++) store.log.append({ events: many(30) })

  const found = () => Array.from({ length: 16 }, (_, timeMs) => store.log.positionAt(timeMs))
  expect([found(), found()]).toEqual([upTo(16).map((n) => n * 30), upTo(16).map((n) => n * 30)])
})

test('versions are right after a refused append, and another process that appended meanwhile', async () => {
  const store = storeWithTail(3)
  const other = Store.open(store.directory, {
    readOnly: false,
    ambient: countingAmbient(Date.UTC(2026, 0, 2)),
  })

  const refused = () => store.log.append({ events: [one(0), one(0), { ...one(0), timeMs: -1 }] })
  expect(refused).toThrow(expect.objectContaining({ code: 'TIME_CONFLICT' }))
  for (let n = 0; n < 4; n++) other.log.append({ events: [one(1)] })
  store.refresh()

  expect([store.log.versionOf('s-0'), store.log.versionOf('s-1')]).toEqual([1, 5])
  await other.close()
})
