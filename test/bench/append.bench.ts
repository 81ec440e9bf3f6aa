// Question: how fast does a bulk append go, every promise kept and each batch flushed? Unit: µs an event.
// Peer: one SQLite table, which has no chain and flushes nothing. Limit: a bare JSON.parse of the same lines.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { benchLines } from './lines.ts'
import { openPeer } from './peer.ts'
import { alternated, type Figure, median, medianRatio, rounded, timed } from './report.ts'
import { appendLines, benchFolder, benchStore, removeBenchFolders } from './stores.ts'

export async function bench(options: { count: number; rounds: number }): Promise<Figure[]> {
  const { count, rounds } = options
  const lines = benchLines(count)
  let storeBytes = 0
  let peerBytes = 0
  const times = alternated(rounds, {
    es: () => {
      const store = benchStore()
      const time = timed(() => appendLines(store, lines))
      storeBytes = statSync(join(store.directory, 'data.mdb')).size
      void store.close()
      removeBenchFolders()
      return time
    },
    sqlite: () => {
      const file = join(benchFolder(), 'peer.db')
      const peer = openPeer(file)
      const time = timed(() => {
        for (let from = 0; from < count; from += 5_000) peer.append(lines.slice(from, from + 5_000))
      })
      peer.database.pragma('wal_checkpoint(TRUNCATE)')
      peerBytes = statSync(file).size
      peer.database.close()
      removeBenchFolders()
      return time
    },
    parse: () =>
      timed(() => {
        for (const line of lines) JSON.parse(line)
      }),
  })
  const perEvent = (ms: readonly number[]) => rounded((median(ms) * 1000) / count)
  return [
    {
      case: `append ${count} events from JSON lines, batches of 5,000`,
      value: perEvent(times.es),
      unit: 'µs/event',
      peer: 'sqlite WAL NORMAL',
      peerValue: perEvent(times.sqlite),
      ratio: rounded(medianRatio(times.sqlite, times.es)),
      limit: 'JSON.parse of each line',
      limitValue: perEvent(times.parse),
      limitRatio: rounded(medianRatio(times.es, times.parse)),
      target: '3 × the peer at 1,000,000',
    },
    {
      case: 'bytes on disk per event',
      value: rounded(storeBytes / count),
      unit: 'bytes/event',
      peer: 'sqlite',
      peerValue: rounded(peerBytes / count),
      ratio: rounded(storeBytes / peerBytes),
      target: '≤ 0.75 × the peer',
    },
  ]
}
