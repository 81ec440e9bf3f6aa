import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { NewEvent } from '../../src/store/event.ts'
import { temporaryStore } from '../support/stores.ts'

function changed(index: number): NewEvent {
  return { stream: `order-${index % 7}`, type: `T${index % 2}`, data: { index } }
}

test('what a store says of itself: what it holds, and parts that make up its file', () => {
  const store = temporaryStore()
  for (let batch = 0; batch < 10; batch++)
    store.log.append({ events: Array.from({ length: 300 }, (_, index) => changed(index)) })

  const { sizes, ...info } = store.info()

  expect(info).toMatchObject({ format: 1, events: 3000, streams: 7, types: 2 })
  expect(info.firstMs).toBe(store.log.at(1)?.timeMs)
  expect(info.lastMs).toBe(store.log.tip.timeMs)
  expect(sizes.fileBytes).toBe(statSync(join(store.directory, 'data.mdb')).size)
  expect(sizes.logBytes).toBeGreaterThan(100_000)
  const parts = sizes.logBytes + sizes.readModelBytes + sizes.otherBytes + sizes.freeBytes
  expect(sizes.fileBytes - parts).toBeLessThan(10 * 4096)
  expect(sizes.fileBytes - parts).toBeGreaterThan(0)
})

test('an empty store has no first and no last event', () => {
  const { firstMs, lastMs, events } = temporaryStore().info()

  expect([firstMs, lastMs, events]).toEqual([undefined, undefined, 0])
})
