// Goal: the blocks of a bulk batch fill the pages that LMDB gives them. Method: large batches of events of many sizes; of
// each block that ends because its pages are full, the next event would not have fitted.
import { expect, onTestFinished, test } from 'vitest'
import { block_events } from '../../src/store/block-builder.ts'
import { columnsBytes } from '../../src/store/block-format.ts'
import { Environment } from '../../src/store/environment.ts'
import { positionKey, readU64 } from '../../src/store/keys.ts'
import { Random } from '../crash/random.ts'
import { temporaryStore } from '../support/stores.ts'

const page_bytes = 4096
const lmdb_header_bytes = 24
const checksum_bytes = 4
const main_number = 1

test('the blocks of a bulk batch fill their pages', async () => {
  const store = temporaryStore()
  const random = new Random(7)
  for (const size of [20, 90, 250, 700])
    store.log.append({
      events: Array.from({ length: 8_000 }, () => ({
        stream: 's',
        type: 'T',
        json: JSON.stringify('x'.repeat(random.below(size))),
      })),
    })
  const environment = new Environment(store.directory, { readOnly: true })
  onTestFinished(() => environment.close())
  const range = { from: positionKey(main_number, 0), to: positionKey(main_number + 1, 0) }
  const blocks = Array.from(environment.table('history').entries(range), ({ key, value }) => ({
    first: readU64(key, 4),
    bytes: value.length + checksum_bytes,
  }))
  let full = 0
  for (const [at, { first, bytes }] of blocks.entries()) {
    const count = (blocks[at + 1]?.first ?? 0) - first
    const next = store.log.at(first + count)
    const pages = Math.ceil((lmdb_header_bytes + bytes) / page_bytes)
    // The last blocks of a batch share what is left.
    const isEnd = next === undefined || (next.position - 1) % 8_000 === 0
    if (count <= 0 || isEnd || count === block_events || 8_000 - ((first - 1) % 8_000) <= 2 * block_events)
      continue
    const grown =
      bytes +
      columnsBytes(count + 1, false) -
      columnsBytes(count, false) +
      2 +
      Buffer.byteLength(next.json) +
      2
    full++
    expect(lmdb_header_bytes + grown, `the block at ${first} of ${count}`).toBeGreaterThan(pages * page_bytes)
  }
  expect(full).toBeGreaterThan(50)
})
