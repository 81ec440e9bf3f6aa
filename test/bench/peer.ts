import Database from 'better-sqlite3'
import { v7 } from 'uuid'

/**
 * The peer: one SQLite table as an event store is usually begun, WAL, an index on type, prepared statements. It keeps
 * no chain, checks no exactness, and with synchronous NORMAL it flushes nothing at commit.
 */
export function openPeer(file: string, options: { full: boolean } = { full: false }) {
  const database = new Database(file)
  database.pragma('journal_mode = WAL')
  database.pragma(`synchronous = ${options.full ? 'FULL' : 'NORMAL'}`)
  database.exec(`
    create table if not exists events (
      position integer primary key, stream text not null, version integer not null, type text not null,
      id text not null, time integer not null, data text not null, meta text not null, unique (stream, version));
    create index if not exists events_type on events (type);
  `)
  const insert = database.prepare('insert into events values (?, ?, ?, ?, ?, ?, ?, ?)')
  const versions = new Map<string, number>()
  let position = 0

  /** Parses and stores lines in one transaction. */
  const append = database.transaction((lines: readonly string[]) => {
    for (const line of lines) {
      const event = JSON.parse(line) as { stream: string; type: string; data: unknown; meta: unknown }
      const version = (versions.get(event.stream) ?? 0) + 1
      versions.set(event.stream, version)
      position++
      insert.run(
        position,
        event.stream,
        version,
        event.type,
        v7(),
        Date.now(),
        JSON.stringify(event.data),
        JSON.stringify(event.meta),
      )
    }
  })
  return { database, append }
}

export type Peer = ReturnType<typeof openPeer>
