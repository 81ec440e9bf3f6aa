// Question: what does one durable append cost? Unit: µs. Peer: SQLite with synchronous FULL, one row a transaction.
// Limit: a bare write and fdatasync of as many bytes.
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { benchLine, benchLines } from './lines.ts'
import { openPeer } from './peer.ts'
import { alternated, type Figure, median, medianRatio, rounded, timed } from './report.ts'
import { appendLines, benchFolder, benchStore, removeBenchFolders } from './stores.ts'

const appends = 1_000
const streams = 20_000

export async function bench(options: { rounds: number }): Promise<Figure[]> {
  const store = benchStore()
  const peer = openPeer(join(benchFolder(), 'peer.db'), { full: true })
  const file = openSync(join(benchFolder(), 'plain'), 'w')
  const lines = benchLines(streams, streams)
  appendLines(store, lines)
  peer.append(lines)
  let n = streams
  const each = (append: (line: string) => void) => () =>
    timed(() => {
      for (let index = 0; index < appends; index++) append(benchLine(n++, streams))
    })
  const times = alternated(options.rounds, {
    es: each((line) => appendLines(store, [line])),
    begins: each((line) => appendLines(store, [line.replace('order-', `new-${n}-`)])),
    sqlite: each((line) => peer.append([line])),
    write: each((line) => {
      writeSync(file, line)
      fdatasyncSync(file)
    }),
  })
  await store.close()
  peer.database.close()
  closeSync(file)
  removeBenchFolders()
  const us = (ms: readonly number[]) => rounded((median(ms) * 1000) / appends)
  const figure = (name: string, mine: number[], target: string): Figure => ({
    case: name,
    value: us(mine),
    unit: 'µs',
    peer: 'sqlite WAL FULL',
    peerValue: us(times.sqlite),
    ratio: rounded(medianRatio(times.sqlite, mine)),
    limit: 'write + fdatasync',
    limitValue: us(times.write),
    limitRatio: rounded(medianRatio(mine, times.write)),
    target,
  })
  return [
    figure('one durable append', times.es, '≤ 2.2 × the limit'),
    figure('one durable append that begins a stream', times.begins, 'for comparison'),
  ]
}
