import { StoreBusyError } from '../errors.ts'
import { main_branch } from '../store/keys.ts'
import { clockMs } from '../store/recorded-time.ts'
import type { Cause } from '../store/refs.ts'
import type { Store } from '../store/store.ts'
import type { Catalog } from './catalog.ts'
import type { Entry } from './entry.ts'
import type { Model } from './model.ts'
import type { FailedModel } from './model-failures.ts'
import type { GenerationRecord, ModelRecord, SnapshotRecord } from './model-records.ts'
import { failedOf, type RebuildProgress, type RebuiltModel, rebuild } from './rebuild.ts'
import { versionText } from './replay.ts'
import { StoredEntries } from './stored-entries.ts'
import { versionAt } from './versions.ts'

export interface Snapshot extends SnapshotRecord {
  readonly name: string
}

export interface TakenSnapshots {
  readonly snapshots: readonly Snapshot[]
  /** The read models that could not be brought to the tip: of these there is none. */
  readonly failed: readonly FailedModel[]
}

const commit_entries = 1000

/**
 * Keeps every document as it stands at a position, so that it is read there without folding an event. Brings the read
 * models to the tip first, where they are not.
 * @param options names: all when left out. at: 0 to the tip's position. cause: who asked for it, for the op log.
 * @throws {ProjectionUnknownError} {@link StoreBusyError} a model was rebuilt or pruned meanwhile
 */
export function* takeSnapshots(
  store: Store,
  catalog: Catalog,
  options: { names?: readonly string[] | undefined; at: number; cause?: Cause | undefined },
): Generator<RebuildProgress, TakenSnapshots> {
  const rebuilt: RebuiltModel[] = yield* rebuild(store, catalog, { names: options.names })
  const snapshots: Snapshot[] = []
  for (const { name, error } of rebuilt)
    if (error === undefined) snapshots.push(snapshotOf(store, catalog, catalog.model(name), options))
  return { snapshots, failed: failedOf(rebuilt) }
}

/** Newest first within a model; models by name. Runs no code. */
export function listSnapshots(catalog: Catalog, names?: readonly string[]): Snapshot[] {
  const wanted = names?.map((name) => catalog.model(name).name)
  return catalog.records
    .all()
    .filter(({ name }) => wanted?.includes(name) ?? true)
    .flatMap(({ name, snapshots }) => snapshots.toReversed().map((snapshot) => ({ name, ...snapshot })))
}

function snapshotOf(
  store: Store,
  catalog: Catalog,
  model: Model,
  { at, cause }: { at: number; cause?: Cause | undefined },
): Snapshot {
  const { name } = model
  const live = catalog.live(model) as GenerationRecord
  const id = { branch: main_branch, generation: live.generation }
  const entries = new StoredEntries(store.table('documents'), id)
  const code = () => ({ projection: catalog.projection(model), log: store.log, watched: false })
  let documents = 0
  let sizeBytes = 0
  let missing: Missing[] = []
  const write = () => {
    const some = missing
    missing = []
    store.commit(() => {
      for (const one of some) put(entries, one, name)
      requireLive(catalog, name, live)
    })
    store.refresh()
  }
  for (const key of entries.keys()) {
    const version = versionAt(entries, key, at)
    const { json, eventsBytes } = versionText(version, key, code)
    if (json !== null) {
      documents++
      sizeBytes += Buffer.byteLength(json)
    }
    const position = version.events.at(-1)
    if (position === undefined) continue
    const entry = { key, position, events: version.events, eventsBytes, json, isTail: false, keptLength: 0 }
    missing.push({ entry, basePosition: version.base?.position })
    if (missing.length === commit_entries) write()
  }
  write()
  const snapshot = { position: at, timeMs: clockMs(store.ambient), documents, sizeBytes }
  store.commit(() => {
    const record = requireLive(catalog, name, live)
    const others = record.snapshots.filter(({ position }) => position !== at)
    const snapshots = [...others, snapshot].sort((a, b) => a.position - b.position)
    catalog.records.put({ ...record, snapshots })
    const after = { position: at, documents, sizeBytes }
    if (cause !== undefined) store.refs.recordModelChange({ ...cause, kind: 'snapshot', ref: name, after })
  })
  return { name, ...snapshot }
}

/** An entry to be, and the one that it names its events since; undefined: `ROOT`. */
interface Missing {
  readonly entry: Entry
  readonly basePosition: number | undefined
}

/** A prune that took the base out has given its events to the entry after it: this one would name too few. */
function put(entries: StoredEntries, { entry, basePosition }: Missing, name: string): void {
  const [base] = entries.before(entry.key, entry.position)
  if (base?.position !== basePosition) throw changedMeanwhile(name)
  entries.put(entry)
}

/** @throws {StoreBusyError} another generation has taken its place: this one's entries are being removed. */
function requireLive(catalog: Catalog, name: string, { generation }: GenerationRecord): ModelRecord {
  const record = catalog.records.get(name)
  if (record?.live?.generation !== generation) throw changedMeanwhile(name)
  return record
}

function changedMeanwhile(name: string): StoreBusyError {
  return new StoreBusyError(`the read model '${name}' was rebuilt or pruned while its snapshot was taken`, {
    hint: 'take it again',
  })
}
