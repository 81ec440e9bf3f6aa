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
