import { StoreBusyError } from '../errors.ts'
import { main_branch } from '../store/keys.ts'
import type { Cause } from '../store/refs.ts'
import type { Store } from '../store/store.ts'
import type { Catalog } from './catalog.ts'
import type { GenerationRecord, ModelRecord, ModelRecords, SnapshotRecord } from './model-records.ts'
import { type KeepPolicy, keptPositions } from './snapshot-policy.ts'
import { StoredEntries } from './stored-entries.ts'
import { Thinner, type Thinning, thinOut } from './thinning.ts'

export interface PruneOptions {
  /** All that the store holds when left out. */
  readonly names?: readonly string[] | undefined
  readonly policy: KeepPolicy
  /** Reckon only, and write nothing. */
  readonly dryRun: boolean
  readonly cause: Cause
}

export interface PrunedModel {
  readonly name: string
  /** Snapshots, ascending. */
  readonly kept: readonly SnapshotRecord[]
  readonly removed: readonly SnapshotRecord[]
  /** How many kept documents went, and the bytes of their JSON in UTF-8. */
  readonly documents: number
  readonly sizeBytes: number
}

export interface PruneProgress {
  readonly name: string
  /** How many were looked at. */
  readonly entries: number
}

/** Entries that are looked at between two transactions. */
const commit_entries = 2000

/**
 * Removes the snapshots that the policy does not keep, and the documents that were kept for them alone; also those
 * kept for tags, unless the policy keeps these. A read gives what it gave, and folds at most 31 of a document's own
 * events, or of a large one as many as have its bytes. Runs no code. Interrupted, the next prune takes out what this one has left.
 * @throws {ProjectionUnknownError} {@link StoreBusyError} a model was rebuilt meanwhile
 */
export function* prune(
  store: Store,
  catalog: Catalog,
  options: PruneOptions,
): Generator<PruneProgress, PrunedModel[]> {
  const pruned: PrunedModel[] = []
  for (const record of catalog.recordsOf(options.names))
    pruned.push(yield* new Pruning(store, catalog.records, record, options).run())
  return pruned
}

/** The prune of one model. */
class Pruning {
  readonly #store: Store
  readonly #records: ModelRecords
  readonly #record: ModelRecord
  readonly #options: PruneOptions
  readonly #tagged: readonly number[]
  #isNoted = false
  #documents = 0
  #sizeBytes = 0

  constructor(store: Store, records: ModelRecords, record: ModelRecord, options: PruneOptions) {
    this.#store = store
    this.#records = records
    this.#record = record
    this.#options = options
    const tags = store.refs.tags().filter(({ branch }) => branch === store.log.branch)
    this.#tagged = tags.map(({ position }) => position)
  }

  *run(): Generator<PruneProgress, PrunedModel> {
    const { name, live, snapshots } = this.#record
    const { policy, dryRun } = this.#options
    const places = snapshots.map(({ position }) => ({
      position,
      eventMs: this.#store.log.at(position)?.timeMs,
    }))
    const staying = keptPositions(places, policy, new Set(this.#tagged))
    const kept = snapshots.filter(({ position }) => staying.has(position))
    const removed = snapshots.filter(({ position }) => !staying.has(position))
    if (!dryRun && removed.length > 0) this.#forget(removed)
    const boundaries = [...staying, ...(policy.tags ? this.#tagged : [])].sort((a, b) => a - b)
    if (live !== undefined) yield* this.#thin(live, boundaries)
    return { name, kept, removed, documents: this.#documents, sizeBytes: this.#sizeBytes }
  }

  /** Off the list first: a snapshot on it has all its documents. */
  #forget(removed: readonly SnapshotRecord[]): void {
    const gone = removed.map(({ position }) => position)
    this.#store.commit(() => {
      const record = this.#records.get(this.#record.name)
      if (record === undefined) return
      const snapshots = record.snapshots.filter(({ position }) => !gone.includes(position))
      this.#records.put({ ...record, snapshots })
      this.#note(gone)
    })
  }

  *#thin(live: GenerationRecord, boundaries: readonly number[]): Generator<PruneProgress> {
    const id = { branch: main_branch, generation: live.generation }
    const entries = new StoredEntries(this.#store.table('documents'), id)
    const thinner = new Thinner(boundaries, live.position)
    let found: Thinning[] = []
    let seen = 0
    for (const entry of entries.all()) {
      const thinning = thinner.next(entry)
      if (thinning !== undefined) found.push(thinning)
      if (++seen % commit_entries !== 0) continue
      this.#takeOut(entries, live, found)
      found = []
      yield { name: this.#record.name, entries: seen }
    }
    const last = thinner.end()
    this.#takeOut(entries, live, last === undefined ? found : [...found, last])
  }

  #takeOut(entries: StoredEntries, live: GenerationRecord, found: readonly Thinning[]): void {
    if (found.length === 0) return
    if (this.#options.dryRun) this.#count(found)
    else this.#write(entries, live, found)
  }

  #count(thinnings: readonly Thinning[]): void {
    for (const { removed, sizeBytes } of thinnings) {
      this.#documents += removed.length
      this.#sizeBytes += sizeBytes
    }
  }

  #write(entries: StoredEntries, live: GenerationRecord, found: readonly Thinning[]): void {
    const { name } = this.#record
    this.#store.commit(() => {
      if (this.#records.get(name)?.live?.generation !== live.generation)
        throw new StoreBusyError(`the read model '${name}' was rebuilt while it was pruned`, {
          hint: 'prune it again',
        })
      this.#count(found.filter((thinning) => thinOut(entries, thinning)))
      this.#note([])
    })
    this.#store.refresh()
  }

  /** Once, in the first transaction that changes something. */
  #note(removed: readonly number[]): void {
    if (this.#isNoted) return
    const { cause } = this.#options
    this.#store.refs.recordModelChange({
      ...cause,
      kind: 'prune',
      ref: this.#record.name,
      after: { removed },
    })
    this.#isNoted = true
  }
}
