// Question: how much do 64 concurrent callers gain by sharing a commit? Unit: events/s. Peer: one caller at a time on the
// same store. Limit: 64 writes and one fdatasync.
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { AppendQueue } from '../../src/store/append-queue.ts'
import { benchLine } from './lines.ts'
import { type Figure, median, medianRatio, rounded } from './report.ts'
import { benchFolder, benchStore, removeBenchFolders } from './stores.ts'

const callers = 64
const turns = 100

export async function bench(options: { rounds: number }): Promise<Figure[]> {
  const store = benchStore()
  const queue = new AppendQueue(store, store.log)
  const file = openSync(join(benchFolder(), 'plain'), 'w')
  const event = (n: number) => ({ stream: `order-${n % 20_000}`, type: 'LineAdded', json: `{"line":${n}}` })
  const together: number[] = []
  const alone: number[] = []
  const writes: number[] = []
  let n = 0
  for (let round = 0; round <= options.rounds; round++) {
    let start = performance.now()
    for (let turn = 0; turn < turns; turn++)
      await Promise.all(Array.from({ length: callers }, () => queue.append({ events: [event(n++)] })))
    const shared = (performance.now() - start) / (callers * turns)
    start = performance.now()
    for (let turn = 0; turn < turns; turn++) store.log.append({ events: [event(n++)] })
    const single = (performance.now() - start) / turns
    start = performance.now()
    for (let turn = 0; turn < turns; turn++) {
      for (let caller = 0; caller < callers; caller++) writeSync(file, benchLine(n++, 20_000))
      fdatasyncSync(file)
    }
    const bare = (performance.now() - start) / (callers * turns)
    if (round === 0) continue
    together.push(shared)
    alone.push(single)
    writes.push(bare)
  }
  await store.close()
  closeSync(file)
  removeBenchFolders()
  return [
    {
      case: '64 concurrent callers, each event durable',
      value: rounded(1000 / median(together)),
      unit: 'events/s',
      peer: 'one caller at a time',
      peerValue: rounded(1000 / median(alone)),
      ratio: rounded(medianRatio(alone, together)),
      limit: '64 writes and one fdatasync',
      limitValue: rounded(1000 / median(writes)),
      limitRatio: rounded(medianRatio(together, writes)),
      target: '12 × one caller',
    },
  ]
}
