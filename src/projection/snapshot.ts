import { main_branch } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import type { Catalog, Model } from './catalog.ts'
import type { Entry } from './entry.ts'
import type { GenerationRecord, SnapshotRecord } from './model-records.ts'
import { type RebuildProgress, type RebuiltModel, rebuild } from './rebuild.ts'
import { textOf } from './replay.ts'
import { StoredEntries } from './stored-entries.ts'
import { versionAt } from './versions.ts'

export interface Snapshot extends SnapshotRecord {
  readonly name: string
}

const commit_entries = 1000

/**
 * Keeps every document as it stands at a position, so that it is read there without folding an event. Brings the read
 * models to the tip first, where they are not.
 * @param options names: all when left out. at: 0 to the tip's position.
 * @throws {ProjectionFailedError} {@link ProjectionUnknownError}
 */
export function* takeSnapshots(
  store: Store,
  catalog: Catalog,
  options: { names?: readonly string[] | undefined; at: number },
): Generator<RebuildProgress, Snapshot[]> {
  const rebuilt: RebuiltModel[] = yield* rebuild(store, catalog, { names: options.names })
  const failed = rebuilt.find(({ error }) => error !== undefined)
  if (failed?.error !== undefined) throw failed.error
  const snapshots: Snapshot[] = []
  for (const { name } of rebuilt) snapshots.push(snapshotOf(store, catalog, catalog.model(name), options.at))
  return snapshots
}

/** Newest first within a model; models by name. Runs no code. */
export function listSnapshots(catalog: Catalog, names?: readonly string[]): Snapshot[] {
  const wanted = names?.map((name) => catalog.model(name).name)
  return catalog.records
    .all()
    .filter(({ name }) => wanted?.includes(name) ?? true)
    .flatMap(({ name, snapshots }) => snapshots.toReversed().map((snapshot) => ({ name, ...snapshot })))
}

function snapshotOf(store: Store, catalog: Catalog, model: Model, at: number): Snapshot {
  const live = catalog.live(model) as GenerationRecord
  const entries = new StoredEntries(store.table('documents'), {
    branch: main_branch,
    generation: live.generation,
  })
  let documents = 0
  let sizeBytes = 0
  let missing: Entry[] = []
  const write = () => {
    const some = missing
    missing = []
    store.commit(() => {
      for (const entry of some) entries.put(entry)
    })
    store.refresh()
  }
  for (const key of entries.keys()) {
    const version = versionAt(entries, key, at)
    const code = () => ({ projection: catalog.projection(model), log: store.log, watched: false })
    const json = textOf(version, key, code)
    if (json !== null) {
      documents++
      sizeBytes += Buffer.byteLength(json)
    }
    const position = version.events.at(-1)
    if (position === undefined) continue
    missing.push({ key, position, events: version.events, json, isTail: false })
    if (missing.length === commit_entries) write()
  }
  write()
  const snapshot = { position: at, timeMs: store.ambient.nowMs(), documents, sizeBytes }
  store.commit(() => {
    const record = catalog.records.get(model.name)
    if (record === undefined) return
    const others = record.snapshots.filter(({ position }) => position !== at)
    const snapshots = [...others, snapshot].sort((a, b) => a.position - b.position)
    catalog.records.put({ ...record, snapshots })
  })
  return { name: model.name, ...snapshot }
}
