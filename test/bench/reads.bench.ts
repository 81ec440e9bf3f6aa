// Question: how long do the last 20 events of one stream of 20,000, and the position at a time, take? Unit: ms, p50 and p99.
// Peer: SQLite with its unique (stream, version) index. 1,000,000 events, 10,000,000 with --long.
import { join } from 'node:path'
import { benchLine } from './lines.ts'
import { openPeer } from './peer.ts'
import { type Figure, percentile, rounded, timed } from './report.ts'
import { appendLines, benchFolder, benchStore, removeBenchFolders } from './stores.ts'

const looks = 2_000

export async function bench(options: { count: number; long: boolean }): Promise<Figure[]> {
  const count = options.long ? 10_000_000 : options.count
  const store = benchStore()
  const peer = openPeer(join(benchFolder(), 'peer.db'))
  for (let from = 0; from < count; from += 5_000) {
    const lines = Array.from({ length: 5_000 }, (_, index) => benchLine(from + index, 20_000))
    appendLines(store, lines)
    peer.append(lines)
  }
  const { log } = store
  const lastOf = peer.database.prepare(
    'select data from events where stream = ? order by version desc limit 20',
  )
  const last: number[] = []
  const peerLast: number[] = []
  const byTime: number[] = []
  const first = log.at(1)?.timeMs ?? 0
  const range = log.tip.timeMs - first
  let sink = 0
  for (let look = 0; look < looks; look++) {
    const stream = `order-${(look * 104_729) % 20_000}`
    last.push(
      timed(() => {
        let left = 20
        for (const event of log.read({ streams: [stream], reverse: true })) {
          if (event.data !== null) sink++
          if (--left === 0) break
        }
      }),
    )
    peerLast.push(
      timed(() => {
        for (const row of lastOf.all(stream)) if (JSON.parse((row as { data: string }).data) !== null) sink++
      }),
    )
    byTime.push(
      timed(() => (sink += log.positionAt(first + Math.floor((range * ((look * 7919) % looks)) / looks)))),
    )
  }
  await store.close()
  peer.database.close()
  removeBenchFolders()
  const figure = (
    name: string,
    times: number[],
    part: number,
    target: string,
    others?: number[],
  ): Figure => ({
    case: `${name}, p${part * 100}, ${count} events`,
    value: rounded(percentile(times, part)),
    unit: 'ms',
    ...(others && {
      peer: 'sqlite',
      peerValue: rounded(percentile(others, part)),
      ratio: rounded(percentile(others, part) / percentile(times, part)),
    }),
    target: sink === 0 ? 'nothing was read' : target,
  })
  return [
    figure('last 20 of a stream', last, 0.5, '≤ 0.2 ms at 10,000,000', peerLast),
    figure('last 20 of a stream', last, 0.99, '≤ 0.5 ms at 10,000,000', peerLast),
    figure('position at a time', byTime, 0.5, '≤ 0.1 ms at 10,000,000'),
    figure('position at a time', byTime, 0.99, '≤ 0.5 ms at 10,000,000'),
  ]
}
