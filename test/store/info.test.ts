import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { systemAmbient } from '../../src/store/ambient.ts'
import type { NewEvent } from '../../src/store/event.ts'
import { PageFile } from '../../src/store/integrity/page-file.ts'
import { tree_record_bytes } from '../../src/store/integrity/page-format.ts'
import { byte_order, TreePage } from '../../src/store/integrity/tree-page.ts'
import { Store } from '../../src/store/store.ts'
import { dataFile, storeOf } from '../support/checking.ts'
import { flip } from '../support/damage.ts'
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

test('sizes are those of the file as it is now', () => {
  const store = temporaryStore()
  const before = store.info().sizes
  store.log.append({ events: Array.from({ length: 3000 }, (_, index) => changed(index)) })

  const { sizes } = store.info()

  expect(sizes.logBytes).toBeGreaterThan(before.logBytes + 100_000)
  expect(sizes.fileBytes).toBe(statSync(join(store.directory, 'data.mdb')).size)
})

test('a bit of a name of a table, or of how many pages it counts, is damage', async () => {
  const directory = await storeOf(300)
  const path = dataFile(directory)
  const found: string[] = []
  const bytes = bytesOfTables(path).filter((_, index) => index % 3 === 0)

  for (const [index, offset] of bytes.entries()) {
    const bit = { offset, bit: index % 8, kind: 'structure' as const }
    flip(path, bit)
    found.push(await codeOfInfo(directory))
    flip(path, bit)
  }

  expect(bytes.length).toBeGreaterThan((11 * 24) / 3)
  expect(new Set(found)).toEqual(new Set(['STORE_DAMAGED']))
  expect(await codeOfInfo(directory)).toBe('none')
})

/** Where the tables' names and their numbers of branch, leaf and overflow pages stand. */
function bytesOfTables(path: string): number[] {
  const file = new PageFile(path)
  const { root } = file.meta.main
  const page = file.read(root)
  const tables = new TreePage(page, root, byte_order)
  const offsets: number[] = []
  for (let index = 0; index < tables.count; index++) {
    const [name, record] = [tables.key(index), tables.value(index)]
    expect(record.length).toBe(tree_record_bytes)
    const counts = record.subarray(8, 32)
    for (const part of [name, counts])
      for (let at = 0; at < part.length; at++)
        offsets.push(root * file.pageBytes + part.byteOffset - page.byteOffset + at)
  }
  file.close()
  return offsets
}

async function codeOfInfo(directory: string): Promise<string> {
  let store: Store | undefined
  try {
    store = Store.open(directory, { readOnly: true, ambient: systemAmbient })
    store.info()
    return 'none'
  } catch (error) {
    return (error as { code: string }).code
  } finally {
    await store?.close()
  }
}
