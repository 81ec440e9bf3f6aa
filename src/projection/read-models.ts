import { StoreBusyError } from '../errors.ts'
import { main_branch } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import { Catalog } from './catalog.ts'
import { changedKeys } from './changed-keys.ts'
import { eventPairs } from './event-pairs.ts'
import type { ProjectionFolder } from './folder.ts'
import { type Base, MemoryModel, nothing } from './memory-model.ts'
import type { Model } from './model.ts'
import type { ModelFailures } from './model-failures.ts'
import type { GenerationRecord } from './model-records.ts'
import {
  type DocumentPair,
  type ModelCode,
  pairsOneByOne,
  type ReadModelReader,
  type StoredDocument,
} from './reader.ts'
import type { RebuildProgress } from './rebuild.ts'
import { textOf, textPairsOf, textsOf } from './replay.ts'
import { StoredEntries } from './stored-entries.ts'
import { positionsUpTo, type Version, versionAt, versionsAt } from './versions.ts'

/** What a listing holds in memory; the events of so many documents are read together. */
const documents_at_once = 10_000
/** In this part of the log, the first eighth, documents are found by its events. */
const early_part = 8

/**
 * Read models at exactly the position asked for, for the code in `projections/` now: from the store as far as it
 * holds them, folded in memory from there on. Writes nothing.
 */
export class ReadModels implements ReadModelReader {
  readonly catalog: Catalog
  readonly #store: Store
  readonly #memory = new Map<string, { generation: number; model: MemoryModel }>()
  /** Folds of single documents that are streams. */
  readonly #streams = new Map<string, { generation: number; models: Map<string, MemoryModel> }>()

  /** @param catalog which code answers; that in the folder now when left out. */
  constructor(store: Store, folder: ProjectionFolder, catalog = new Catalog(store, folder)) {
    this.#store = store
    this.catalog = catalog
  }

  get names(): readonly string[] {
    return [...this.catalog.models.keys()]
  }

  /** By projection: how many events were folded because the store does not hold what was asked for. */
  get folded(): ReadonlyMap<string, number> {
    const folded = new Map<string, number>()
    const add = (name: string, model: MemoryModel) => folded.set(name, (folded.get(name) ?? 0) + model.folded)
    for (const [name, { model }] of this.#memory) add(name, model)
    for (const [name, { models }] of this.#streams) for (const model of models.values()) add(name, model)
    return folded
  }

  get(name: string, key: string, at: number): string | undefined {
    const model = this.catalog.model(name)
    const live = this.catalog.live(model)
    if (live !== undefined && at <= live.position) return this.#stored(model, live, key, at) ?? undefined
    return this.#memoryFor(model, live, key, at).textAt(key, at) ?? undefined
  }

  /** The positions of a document's own events up to `at`, ascending; also of those before it was removed and made anew. */
  positions(name: string, key: string, at: number): readonly number[] {
    const model = this.catalog.model(name)
    const live = this.catalog.live(model)
    const stored =
      live === undefined ? [] : positionsUpTo(this.#entriesOf(live), key, Math.min(at, live.position))
    const after = live?.position ?? 0
    if (at <= after) return stored
    return [...stored, ...this.#memoryFor(model, live, key, at).positionsUpTo(key, at)]
  }

  *documents(name: string, at: number): IterableIterator<StoredDocument> {
    const model = this.catalog.model(name)
    const live = this.catalog.live(model)
    if (live === undefined || at > live.position) {
      const memory = this.#memoryAt(model, live, at)
      for (const key of memory.keys()) {
        const json = memory.textAt(key, at)
        if (json !== null) yield { key, json }
      }
      return
    }
    yield* this.#storedDocuments(model, live, at)
  }

  *#storedDocuments(model: Model, live: GenerationRecord, at: number): IterableIterator<StoredDocument> {
    let versions = new Map<string, Version>()
    for (const [key, version] of this.#versions(model, live, at)) {
      versions.set(key, version)
      if (versions.size < documents_at_once) continue
      yield* this.#texts(model, live, versions)
      versions = new Map()
    }
    yield* this.#texts(model, live, versions)
  }

  /** Long before the end, the events up to there are fewer than the documents that came since: they name the keys. */
  #versions(model: Model, live: GenerationRecord, at: number): Iterable<[key: string, version: Version]> {
    const entries = this.#entriesOf(live)
    if (at * early_part > live.position) return entries.versions(at)
    return this.changedKeys(model.name, 0, at).map((key) => [key, versionAt(entries, key, at)])
  }

  *#texts(model: Model, live: GenerationRecord, versions: Map<string, Version>): Generator<StoredDocument> {
    this.#requireStillLive(model.name, live)
    for (const [key, json] of textsOf(versions, () => this.#code(model, false)))
      if (json !== null) yield { key, json }
    this.#requireStillLive(model.name, live)
  }

  /**
   * The keys of all documents that there ever were up to a position, and maybe of some that came later, in key order.
   * Reads no document where the store holds the read model at that position.
   */
  keys(name: string, at: number): Iterable<string> {
    const model = this.catalog.model(name)
    const live = this.catalog.live(model)
    if (live === undefined || at > live.position) return this.#memoryAt(model, live, at).keys()
    return this.#entriesOf(live).keys()
  }

  *pairs(name: string, keys: readonly string[], from: number, to: number): IterableIterator<DocumentPair> {
    const model = this.catalog.model(name)
    const live = this.catalog.live(model)
    if (live === undefined || Math.max(from, to) > live.position)
      return yield* pairsOneByOne(this, name, keys, { from, to })
    for (let first = 0; first < keys.length; first += documents_at_once)
      yield* this.#storedPairs(model, live, keys.slice(first, first + documents_at_once), { from, to })
  }

  *#storedPairs(
    model: Model,
    live: GenerationRecord,
    keys: readonly string[],
    { from, to }: { from: number; to: number },
  ): Generator<DocumentPair> {
    const [earlier, later] = [Math.min(from, to), Math.max(from, to)]
    const entries = this.#entriesOf(live)
    const pairs = new Map(keys.map((key) => [key, versionsAt(entries, key, { earlier, later })]))
    const texts = textPairsOf(pairs, earlier, () => this.#code(model, false))
    this.#requireStillLive(model.name, live)
    for (const [key, text] of texts) {
      const [before, after] = from <= to ? [text.earlier, text.later] : [text.later, text.earlier]
      yield { key, before: before ?? undefined, after: after ?? undefined }
    }
  }

  eventPairs(
    name: string,
    positions: readonly number[],
    wants?: (key: string) => boolean,
  ): Map<number, DocumentPair[]> {
    const model = this.catalog.model(name)
    const live = this.catalog.live(model)
    const last = positions.at(-1) ?? 0
    const stored = live && this.#entriesOf(live)
    const source = {
      projection: this.catalog.projection(model),
      log: this.#store.log,
      entriesOf: (key: string, position: number) =>
        stored !== undefined && position <= (live as GenerationRecord).position
          ? stored
          : this.#memoryFor(model, live, key, last).entriesOf(key),
    }
    const pairs = eventPairs(source, positions, wants)
    if (live !== undefined) this.#requireStillLive(name, live)
    return pairs
  }

  changedKeys(name: string, from: number, to: number): readonly string[] {
    const projection = this.catalog.projection(this.catalog.model(name))
    return changedKeys(projection, this.#store.log, { after: Math.min(from, to), upTo: Math.max(from, to) })
  }

  fingerprint(name: string): string {
    const model = this.catalog.model(name)
    return this.catalog.live(model)?.fingerprint ?? this.catalog.projection(model).bundle.fingerprint
  }

  code(name: string): ModelCode {
    const model = this.catalog.model(name)
    const { fingerprint, codeDigest, files } =
      this.catalog.live(model) ?? this.catalog.projection(model).bundle
    return { fingerprint, codeDigest, files }
  }

  #entriesOf({ generation }: GenerationRecord): StoredEntries {
    return new StoredEntries(this.#store.table('documents'), { branch: main_branch, generation })
  }

  /** A document up to the cursor of its generation. Code is loaded only when events are to be folded. */
  #stored(model: Model, live: GenerationRecord, key: string, at: number): string | null {
    const version = versionAt(this.#entriesOf(live), key, at)
    return textOf(version, key, () => this.#code(model, false))
  }

  #code(model: Model, watched: boolean) {
    return { projection: this.catalog.projection(model), log: this.#store.log, watched }
  }

  /** A fold in memory that has the document up to a position. One whose key is its stream needs only that stream's events. */
  #memoryFor(model: Model, live: GenerationRecord | undefined, key: string, at: number): MemoryModel {
    const memory = this.#memoryOf(model, live)
    if (memory !== undefined && at <= memory.position) return memory
    if (this.catalog.projection(model).keys !== 'stream') return this.#memoryAt(model, live, at)
    return this.#streamMemory(model, live, key, at)
  }

  /** Kept, since whoever asks for a document at one position often asks for it at many. */
  #streamMemory(model: Model, live: GenerationRecord | undefined, stream: string, at: number): MemoryModel {
    const generation = live?.generation ?? 0
    let known = this.#streams.get(model.name)
    if (known?.generation !== generation) {
      known = { generation, models: new Map() }
      this.#streams.set(model.name, known)
    }
    const { models } = known
    const memory = models.get(stream) ?? this.#newMemory(model, live, stream)
    models.delete(stream)
    memory.advance(at)
    // Only now: one that has failed must not be used again.
    models.set(stream, memory)
    return memory
  }

  #newMemory(model: Model, live: GenerationRecord | undefined, stream?: string): MemoryModel {
    const base = live === undefined ? nothing : this.#baseOf(model, live)
    return new MemoryModel(this.catalog.projection(model), this.#store.log, base, stream)
  }

  #memoryOf(model: Model, live: GenerationRecord | undefined): MemoryModel | undefined {
    const known = this.#memory.get(model.name)
    return known?.generation === (live?.generation ?? 0) ? known.model : undefined
  }

  #memoryAt(model: Model, live: GenerationRecord | undefined, at: number): MemoryModel {
    const memory = this.#openMemory(model, live)
    for (const _ of this.#advancing(model, memory, at));
    return memory
  }

  #openMemory(model: Model, live: GenerationRecord | undefined): MemoryModel {
    let memory = this.#memoryOf(model, live)
    if (memory === undefined) {
      memory = this.#newMemory(model, live)
      this.#memory.set(model.name, { generation: live?.generation ?? 0, model: memory })
    }
    return memory
  }

  *#advancing({ name }: Model, memory: MemoryModel, at: number): Generator<number> {
    let isDone = false
    try {
      yield* memory.advancing(at)
      isDone = true
    } finally {
      // Of no use any more: it failed, or was left half-way.
      if (!isDone) this.#memory.delete(name)
    }
  }

  /**
   * Folds in memory what reads of these models at a position will need besides what is stored, and says how far it is:
   * then they answer at once. It makes no difference to any answer.
   * @param options all: every document is going to be read. A document that is a stream needs only that stream's
   * events, so otherwise such models are left alone. failures: takes the models that fail, and the others are folded;
   * without it the first failure is thrown.
   */
  *foldAhead(
    names: readonly string[],
    at: number,
    options: { all: boolean; failures?: ModelFailures },
  ): Generator<RebuildProgress, void> {
    for (const name of names)
      try {
        yield* this.#foldingAhead(name, at, options.all)
      } catch (error) {
        if (options.failures === undefined) throw error
        options.failures.keep(name, error)
      }
  }

  *#foldingAhead(name: string, at: number, all: boolean): Generator<RebuildProgress, void> {
    const model = this.catalog.model(name)
    const live = this.catalog.live(model)
    if (live !== undefined && at <= live.position) return
    if (!all && this.catalog.projection(model).keys === 'stream') return
    const memory = this.#openMemory(model, live)
    const from = memory.position
    for (const position of this.#advancing(model, memory, at)) {
      // Without it the process would hold on to the pages as they were when it began.
      this.#store.refresh()
      yield { names: [name], from, position, upTo: at }
    }
  }

  #baseOf(model: Model, live: GenerationRecord): Base {
    return {
      position: live.position,
      textAt: (key) => this.#stored(model, live, key, live.position),
      keys: () => this.#entriesOf(live).keys(),
    }
  }

  /** Another process may have switched to a new generation, and have begun to remove this one. */
  #requireStillLive(name: string, { generation }: GenerationRecord): void {
    if (this.catalog.records.get(name)?.live?.generation !== generation)
      throw new StoreBusyError(`the read model '${name}' was rebuilt while it was read`, {
        hint: 'read it again',
      })
  }
}
