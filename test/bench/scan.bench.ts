// Question: how fast is a scan that parses each event's data, one of deflated blocks, one that makes whole events, and
// one of a sixth of the types? And how large are deflated blocks? Unit: ms, bytes. Peer: SQLite's iterate over the same
// rows. Limit: a bare JSON.parse of the same texts.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { systemAmbient } from '../../src/store/ambient.ts'
import { compactStore } from '../../src/store/compact.ts'
import { Store } from '../../src/store/store.ts'
import { benchLines } from './lines.ts'
import { openPeer } from './peer.ts'
import { alternated, type Figure, median, medianRatio, rounded, timed } from './report.ts'
import { appendLines, benchFolder, benchStore, removeBenchFolders } from './stores.ts'

const one_type = 'OrderPaid'

export async function bench(options: { count: number; rounds: number }): Promise<Figure[]> {
  const lines = benchLines(options.count)
  const store = benchStore()
  appendLines(store, lines)
  const peerFile = join(benchFolder(), 'peer.db')
  const peer = openPeer(peerFile)
  for (let from = 0; from < lines.length; from += 5_000) peer.append(lines.slice(from, from + 5_000))
  const deflated = await deflatedStore(lines)
  const texts = [...store.log.read()].map((event) => event.json)
  const allData = peer.database.prepare('select data from events order by position')
  const allRows = peer.database.prepare('select * from events order by position')
  const ofType = peer.database.prepare('select data from events where type = ? order by position')
  let sink = 0
  const times = alternated(options.rounds, {
    data: () =>
      timed(() => {
        for (const event of store.log.read()) if (event.data !== null) sink++
      }),
    deflated: () =>
      timed(() => {
        for (const event of deflated.log.read()) if (event.data !== null) sink++
      }),
    sqliteData: () =>
      timed(() => {
        for (const row of allData.iterate()) if (JSON.parse((row as { data: string }).data) !== null) sink++
      }),
    parse: () =>
      timed(() => {
        for (const text of texts) if (JSON.parse(text) !== null) sink++
      }),
    whole: () =>
      timed(() => {
        for (const { id, stream, version, data, meta } of store.log.read())
          if (id !== stream && data !== null && meta !== null) sink += version
      }),
    sqliteWhole: () =>
      timed(() => {
        for (const row of allRows.iterate()) {
          const { id, stream, version, data, meta } = row as Record<string, string>
          if (id !== stream && JSON.parse(data as string) !== null && JSON.parse(meta as string) !== null)
            sink += Number(version)
        }
      }),
    type: () =>
      timed(() => {
        for (const event of store.log.read({ types: [one_type] })) if (event.data !== null) sink++
      }),
    sqliteType: () =>
      timed(() => {
        for (const row of ofType.iterate(one_type))
          if (JSON.parse((row as { data: string }).data) !== null) sink++
      }),
  })
  const bytes = statSync(join(deflated.directory, 'data.mdb')).size / options.count
  peer.database.pragma('wal_checkpoint(TRUNCATE)')
  const peerBytes = statSync(peerFile).size / options.count
  await store.close()
  await deflated.close()
  peer.database.close()
  removeBenchFolders()
  const against = (name: string, mine: number[], other: number[], target: string): Figure => ({
    case: `${name}, ${options.count} events`,
    value: rounded(median(mine)),
    unit: 'ms',
    peer: 'sqlite iterate',
    peerValue: rounded(median(other)),
    ratio: rounded(medianRatio(other, mine)),
    limit: 'JSON.parse of the same data texts',
    limitValue: rounded(median(times.parse)),
    limitRatio: rounded(medianRatio(mine, times.parse)),
    target: sink === 0 ? 'nothing was read' : target,
  })
  return [
    against('scan with data', times.data, times.sqliteData, '2 × the peer, ≤ 1.0 × the limit'),
    against('scan with data, deflated', times.deflated, times.sqliteData, '≤ 1.4 × the limit'),
    {
      case: `bytes on disk, deflated, ${options.count} events`,
      value: rounded(bytes),
      unit: 'bytes/event',
      peer: 'sqlite',
      peerValue: rounded(peerBytes),
      ratio: rounded(bytes / peerBytes),
      target: '≤ 0.4 × the peer',
    },
    against('scan of whole events', times.whole, times.sqliteWhole, '3 × the peer'),
    against('one type in six', times.type, times.sqliteType, '2.2 × the peer'),
  ]
}

async function deflatedStore(lines: readonly string[]): Promise<Store> {
  const store = benchStore()
  appendLines(store, lines)
  await store.close()
  for await (const _ of compactStore(store.directory, { compress: true }));
  return Store.open(store.directory, { readOnly: true, ambient: systemAmbient })
}
