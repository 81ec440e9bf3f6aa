// Question: what does one durable append cost? Unit: µs. Peer: SQLite with synchronous FULL, one row a transaction.
// Limit: a bare write and fdatasync of as many bytes.
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { benchLine } from './lines.ts'
import { openPeer } from './peer.ts'
import { alternated, type Figure, median, medianRatio, rounded, timed } from './report.ts'
import { appendLines, benchFolder, benchStore, removeBenchFolders } from './stores.ts'

const appends = 1_000

export async function bench(options: { rounds: number }): Promise<Figure[]> {
  const store = benchStore()
  const peer = openPeer(join(benchFolder(), 'peer.db'), { full: true })
  const file = openSync(join(benchFolder(), 'plain'), 'w')
  let n = 0
  const times = alternated(options.rounds, {
    es: () =>
      timed(() => {
        for (let index = 0; index < appends; index++) appendLines(store, [benchLine(n++, 20_000)])
      }),
    sqlite: () =>
      timed(() => {
        for (let index = 0; index < appends; index++) peer.append([benchLine(n++, 20_000)])
      }),
    write: () =>
      timed(() => {
        for (let index = 0; index < appends; index++) {
          writeSync(file, benchLine(n++, 20_000))
          fdatasyncSync(file)
        }
      }),
  })
  await store.close()
  peer.database.close()
  closeSync(file)
  removeBenchFolders()
  return [
    {
      case: 'one durable append',
      value: rounded((median(times.es) * 1000) / appends),
      unit: 'µs',
      peer: 'sqlite WAL FULL',
      peerValue: rounded((median(times.sqlite) * 1000) / appends),
      ratio: rounded(medianRatio(times.sqlite, times.es)),
      limit: 'write + fdatasync',
      limitValue: rounded((median(times.write) * 1000) / appends),
      limitRatio: rounded(medianRatio(times.es, times.write)),
      target: '≤ 2.2 × the limit',
    },
  ]
}
