// Question: what does it take to fold a log into 20,000 documents, in memory and stored, to read a document as of a
// random position, and to compare two positions 1,000 events apart? Unit: ms. Limit: a bare JSON.parse loop with the
// same handlers over texts in memory. Peer: the same loop over SQLite's table, storing the same kept documents.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compareReadModels } from '../../src/diff/compare.ts'
import { Catalog } from '../../src/projection/catalog.ts'
import { drop } from '../../src/projection/drop.ts'
import { ProjectionFolder } from '../../src/projection/folder.ts'
import { MemoryModel, nothing } from '../../src/projection/memory-model.ts'
import { ReadModels } from '../../src/projection/read-models.ts'
import { rebuild } from '../../src/projection/rebuild.ts'
import type { Store } from '../../src/store/store.ts'
import { benchLine } from './lines.ts'
import { openPeer, type Peer } from './peer.ts'
import orders from './projections/orders.ts'
import { alternated, type Figure, median, medianRatio, percentile, rounded, timed } from './report.ts'
import { appendLines, benchFolder, benchStore, removeBenchFolders } from './stores.ts'

const documents = 20_000
const keep_every = 16
const looks = 5_000

export async function bench(options: { count: number; rounds: number; long: boolean }): Promise<Figure[]> {
  const count = options.long ? 10_000_000 : options.count
  const store = benchStore()
  const peer = options.long ? undefined : openPeer(join(benchFolder(), 'peer.db'))
  for (let from = 0; from < count; from += 5_000) {
    const lines = Array.from({ length: Math.min(5_000, count - from) }, (_, n) =>
      benchLine(from + n, documents),
    )
    appendLines(store, lines)
    peer?.append(lines)
  }
  const root = store.root
  mkdirSync(join(root, 'projections'))
  const code = readFileSync(join(import.meta.dirname, '..', 'projections', 'orders.ts'), 'utf8')
  writeFileSync(join(root, 'projections', 'orders.ts'), code)
  const figures = [
    ...(peer === undefined ? [] : folds(store, peer, options.rounds, count)),
    ...reads(store, count),
  ]
  await store.close()
  peer?.database.close()
  removeBenchFolders()
  return figures
}

type Handlers = Record<string, (state: never, event: never) => unknown>

/** The fold that anybody would write: parse, look the handler and the document up, call. */
function plainFold(
  events: Iterable<{ position: number; stream: string; type: string; json: string }>,
  changed?: (key: string, position: number, state: unknown) => void,
): Map<string, unknown> {
  const states = new Map<string, unknown>()
  const handlers = orders.on as unknown as Handlers
  for (const { position, stream, type, json } of events) {
    const handler = handlers[type]
    if (handler === undefined) continue
    const state = states.get(stream) ?? orders.init()
    const next = handler(state as never, { position, stream, type, data: JSON.parse(json) } as never) ?? state
    states.set(stream, next)
    changed?.(stream, position, next)
  }
  return states
}

function folds(store: Store, peer: Peer, rounds: number, count: number): Figure[] {
  const texts = Array.from(store.log.read(), ({ position, stream, type, json }) => ({
    position,
    stream,
    type,
    json,
  }))
  const catalog = new Catalog(store, new ProjectionFolder(store.root))
  const projection = catalog.projection(catalog.model('orders'))
  const cause = { actor: undefined, command: 'bench', timeMs: 0 }
  const times = alternated(rounds, {
    loop: () => timed(() => plainFold(texts)),
    memory: () => timed(() => new MemoryModel(projection, store.log, nothing).advance(count)),
    stored: () => {
      drain(drop(store, catalog, { names: ['orders'], cause }))
      return timed(() => drain(rebuild(store, catalog)))
    },
    sqlite: () => timed(() => storedInPeer(peer)),
  })
  const loop = {
    limit: 'a bare JSON.parse loop with the same handlers',
    limitValue: rounded(median(times.loop)),
  }
  return [
    {
      case: `fold in memory, ${count} events`,
      value: rounded(median(times.memory)),
      unit: 'ms',
      ...loop,
      limitRatio: rounded(medianRatio(times.memory, times.loop)),
      target: '≤ 1.1 × the limit',
    },
    {
      case: `fold and store, ${count} events`,
      value: rounded(median(times.stored)),
      unit: 'ms',
      ...loop,
      limitRatio: rounded(medianRatio(times.stored, times.loop)),
      peer: 'sqlite',
      peerValue: rounded(median(times.sqlite)),
      ratio: rounded(medianRatio(times.sqlite, times.stored)),
      target: '≤ 1.4 × the limit, 2 × the peer',
    },
  ]
}

/** Folds the peer's table, and stores each document after every 16 of its events and at the end. */
function storedInPeer({ database }: Peer): void {
  database.exec('drop table if exists documents')
  database.exec('create table documents (key text, position integer, json text, primary key (key, position))')
  const insert = database.prepare('insert or replace into documents values (?, ?, ?)')
  const rows = database
    .prepare('select position, stream, type, data as json from events order by position')
    .all()
  database.transaction(() => {
    const since = new Map<string, { count: number; position: number }>()
    const states = plainFold(rows as never, (key, position, state) => {
      const events = since.get(key) ?? { count: 0, position }
      since.set(key, events)
      events.position = position
      if (++events.count < keep_every) return
      insert.run(key, position, JSON.stringify(state))
      events.count = 0
    })
    for (const [key, { position }] of since) insert.run(key, position, JSON.stringify(states.get(key)))
  })()
}

function reads(store: Store, count: number): Figure[] {
  drain(rebuild(store, new Catalog(store, new ProjectionFolder(store.root))))
  const reader = new ReadModels(store, new ProjectionFolder(store.root))
  const asOf: number[] = []
  globalThis.gc?.()
  // The first ones warm up the code and the caches.
  for (let look = -1_000; look < looks; look++) {
    const key = `order-${((look + 1_000) * 104_729) % documents}`
    const at = 1 + (((look + 1_000) * 7_368_787) % count)
    const time = timed(() => reader.get('orders', key, at))
    if (look >= 0) asOf.push(time)
  }
  const diffs: number[] = []
  let differences = 0
  for (let round = 0; round < 9; round++) {
    const from = Math.floor((count / 11) * (round + 1))
    diffs.push(timed(() => (differences += [...compareReadModels(reader, from, from + 1_000)].length)))
  }
  const { readModelBytes, logBytes } = store.info().sizes
  const plain = (name: string, value: number, unit: string, target: string): Figure => ({
    case: `${name}, ${count} events`,
    value: rounded(value),
    unit,
    target,
  })
  return [
    plain('a document as of a random position, p50', percentile(asOf, 0.5), 'ms', '≤ 0.1 ms'),
    plain('a document as of a random position, p99', percentile(asOf, 0.99), 'ms', '≤ 0.5 ms'),
    plain(
      `diff of positions 1,000 events apart (${differences} documents in 9)`,
      median(diffs),
      'ms',
      '≤ 100 ms',
    ),
    plain('versioned documents, part of the log', readModelBytes / logBytes, '× the log', '≤ 0.3'),
  ]
}

function drain(work: Iterator<unknown>): void {
  while (!work.next().done);
}
