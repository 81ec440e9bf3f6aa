import { StoreBusyError } from '../errors.ts'
import type { Store } from '../store/store.ts'
import type { Batch } from './batches.ts'
import { type LiveDocument, newDocument } from './document-shelf.ts'
import { type Entry, encodeEntry } from './entry.ts'
import { Fold } from './fold.ts'
import { KeyFilter } from './key-filter.ts'
import { sortKeys } from './key-order.ts'
import { keep_every_events, type RebuildLimits } from './limits.ts'
import type { GenerationRecord, ModelRecord, ModelRecords } from './model-records.ts'
import type { Projection } from './projection.ts'
import { replay } from './replay.ts'
import { type SampledKey, sampled } from './sample.ts'
import { StoredEntries } from './stored-entries.ts'
import { versionAt } from './versions.ts'

/** An entry to be, encoded at once: what it was made of is not kept alive, nor looked at again when it is old. */
interface Change {
  readonly key: string
  readonly position: number
  readonly value: Buffer
  /** The tail that the entry takes the place of; 0: none. */
  readonly replaces: number
}

/** What a change takes up on V8's heap besides its value and its key, about. */
const change_bytes = 256

/**
 * Folds events into one stored generation. Entries may be written before the cursor passes them: they are facts
 * whatever happens then. Only the cursor says how far all of them are there.
 */
export class GenerationWriter {
  readonly projection: Projection
  readonly role: 'live' | 'building'
  readonly #store: Store
  readonly #records: ModelRecords
  readonly #entries: StoredEntries
  readonly #fold: Fold
  readonly #limits: RebuildLimits
  #record: GenerationRecord
  #position: number
  /** Whether a document may be stored that this run has not met: not when the generation began at `ROOT` in it. */
  readonly #isContinued: boolean
  /** The documents that this run has met and forgotten since. */
  #forgotten: KeyFilter | undefined
  #sample: SampledKey[] = []
  #isOvertaken = false
  /** What is to be written, by document, each in order of position. */
  #changes = new Map<string, Change[]>()
  #changesBytes = 0

  constructor(from: {
    store: Store
    records: ModelRecords
    projection: Projection
    role: 'live' | 'building'
    record: GenerationRecord
    branch: number
    /** Positions as of which every document is kept, ascending. */
    boundaries: readonly number[]
    limits: RebuildLimits
  }) {
    const { store, record } = from
    this.projection = from.projection
    this.role = from.role
    this.#store = store
    this.#records = from.records
    this.#record = record
    this.#limits = from.limits
    this.#position = record.position
    this.#isContinued = record.position > 0
    const id = { branch: from.branch, generation: record.generation }
    this.#entries = new StoredEntries(store.table('documents'), id)
    this.#fold = new Fold(from.projection, {
      log: store.log,
      keepEvery: keep_every_events,
      boundaries: from.boundaries,
      shelf: { open: (key) => this.#open(key), keep: (document, json) => this.#keep(document, json) },
    })
  }

  get name(): string {
    return this.projection.name
  }

  /** Another process has written this generation since, or has replaced it: what is folded here is of no use. */
  get isOvertaken(): boolean {
    return this.#isOvertaken
  }

  /** A few of the keys that this run has met: always the same ones of the same keys. */
  get sample(): string[] {
    return this.#sample.map(({ key }) => key)
  }

  get entries(): StoredEntries {
    return this.#entries
  }

  /** Events up to here are folded; those up to the record's position are also durable. */
  get position(): number {
    return this.#position
  }

  /**
   * Folds the events of a batch that follow those folded before; the log has no other ones up to `upTo`.
   * @throws {ProjectionFailedError} and then the writer must not be used again.
   */
  run(batch: Batch, upTo: number): void {
    this.#fold.run(batch, { after: this.#position })
    this.#position = Math.max(this.#position, upTo)
    const { gatheredBytes, liveDocuments } = this.#limits
    if (this.#changesBytes >= gatheredBytes) this.#writeOut(0)
    if (this.#fold.documents.size >= liveDocuments) {
      this.checkpoint()
      this.#forgotten ??= new KeyFilter()
      for (const key of this.#fold.documents.keys()) this.#forgotten.add(key)
      this.#fold.forget()
    }
  }

  /** Makes everything that is folded durable, and moves the cursor; in several transactions when it is much. */
  checkpoint(): void {
    this.#stage()
    this.#writeOut(this.#limits.commitEntries)
    this.#store.commit(() => {
      this.finish((record, generation) => ({ ...record, [this.role]: generation }))
    })
  }

  /**
   * Writes what is left and the model's record, inside a commit of the caller's.
   * @param change gets the record as it is, and this generation as it is now
   */
  finish(change: (record: ModelRecord, generation: GenerationRecord) => ModelRecord): void {
    this.#stage()
    const record = this.#requireOwn()
    this.#apply(this.#takeChanges())
    const generation = { ...this.#record, position: this.#position }
    this.#records.put(change(record, generation))
    this.#record = generation
  }

  #open(key: string): LiveDocument {
    if (this.role === 'building') this.#sample = sampled(this.#sample, key)
    // A look into the table takes as long as twenty events, and most documents that are met for the first time are new.
    if (!this.#isContinued && this.#forgotten?.mayHave(key) !== true) return newDocument(key)
    const { base, events } = versionAt(this.#entries, key, this.#record.position)
    const code = { projection: this.projection, log: this.#store.log, watched: false }
    const { document } = replay(code, { key, json: base?.json ?? null, events })
    const tail = base?.isTail ? base : undefined
    document.since = [...(tail?.events ?? []), ...events]
    document.sinceBytes += tail?.eventsBytes ?? 0
    document.keptLength = tail?.keptLength ?? document.keptLength
    document.lastPosition = document.since.at(-1) ?? base?.position ?? 0
    document.tailPosition = tail?.position ?? 0
    return document
  }

  #keep(document: LiveDocument, json: string | null): void {
    const { key, lastPosition: position, since: events, sinceBytes: eventsBytes, tailPosition } = document
    this.#stageOne({ key, position, events, eventsBytes, json, isTail: false, keptLength: 0 }, tailPosition)
  }

  /** Every document's newest text, to be written as its tail. */
  #stage(): void {
    for (const document of this.#fold.documents.values()) {
      const { key, lastPosition: position, since: events, sinceBytes, keptLength, tailPosition } = document
      if (events.length === 0 || tailPosition === position) continue
      const json = this.#fold.textOf(document)
      const entry = { key, position, events, eventsBytes: sinceBytes, json, isTail: true, keptLength }
      this.#stageOne(entry, tailPosition)
      document.tailPosition = position
    }
  }

  #stageOne(entry: Entry, replaces: number): void {
    const { key, position } = entry
    this.#stageChange({ key, position, value: encodeEntry(entry), replaces })
  }

  #stageChange(change: Change): void {
    const changes = this.#changes.get(change.key)
    if (changes === undefined) this.#changes.set(change.key, [change])
    else changes.push(change)
    this.#changesBytes += change.value.length + change.key.length + change_bytes
  }

  /**
   * Writes until not more than `rest` changes are left. In key order: entries that are neighbours in the table share
   * pages, which are then written once and not once for every transaction.
   */
  #writeOut(rest: number): void {
    const { commitEntries } = this.#limits
    const changes = this.#takeChanges()
    let from = 0
    for (; changes.length - from > rest; from += commitEntries)
      this.#store.commit(() => {
        this.#requireOwn()
        this.#apply(changes.slice(from, from + commitEntries))
      })
    for (const change of changes.slice(from)) this.#stageChange(change)
  }

  /** Everything that is staged, in key order; it is staged no more. */
  #takeChanges(): Change[] {
    const changes = this.#changes
    this.#changes = new Map()
    this.#changesBytes = 0
    const inOrder: Change[] = []
    for (const key of sortKeys([...changes.keys()]))
      for (const change of changes.get(key) as Change[]) inOrder.push(change)
    return inOrder
  }

  #apply(changes: readonly Change[]): void {
    for (const { key, position, value, replaces } of changes) {
      if (replaces !== 0 && replaces !== position) this.#entries.remove(key, replaces)
      this.#entries.putEncoded(key, position, value)
    }
  }

  /** @throws {StoreBusyError} another process writes this generation, or has replaced it. */
  #requireOwn(): ModelRecord {
    const record = this.#records.get(this.name)
    const stored = record?.[this.role]
    if (
      record === undefined ||
      stored?.generation !== this.#record.generation ||
      stored.position !== this.#record.position
    ) {
      this.#isOvertaken = true
      throw new StoreBusyError(`another process is rebuilding '${this.name}'`, {
        hint: 'wait for it, then try again',
      })
    }
    return record
  }
}
