import { StoreBusyError } from '../errors.ts'
import { main_branch } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import { Catalog } from './catalog.ts'
import { changedKeys } from './changed-keys.ts'
import type { ProjectionFolder } from './folder.ts'
import { type Base, MemoryModel, nothing } from './memory-model.ts'
import type { Model } from './model.ts'
import type { ModelFailures } from './model-failures.ts'
import type { GenerationRecord } from './model-records.ts'
import type { Projection } from './projection.ts'
import {
  type DocumentPair,
  type ModelCode,
  pairsOneByOne,
  type ReadModelReader,
  type StoredDocument,
} from './reader.ts'
import type { RebuildProgress } from './rebuild.ts'
import { replay, textOf, textPairsOf, textsOf } from './replay.ts'
import { StoredEntries } from './stored-entries.ts'
import { positionsUpTo, type Version, versionAt, versionsAt } from './versions.ts'

/** What a listing holds in memory; the events of so many documents are read together. */
const documents_at_once = 10_000

/**
 * Read models at exactly the position asked for, for the code in `projections/` now: from the store as far as it
 * holds them, folded in memory from there on. Writes nothing.
 */
export class ReadModels implements ReadModelReader {
  readonly catalog: Catalog
  readonly #store: Store
  readonly #memory = new Map<string, { generation: number; model: MemoryModel }>()
  readonly #folded = new Map<string, number>()
  /** By projection: the last document that was folded from its stream's events. */
  readonly #lastOfStream = new Map<
    string,
    { generation: number; key: string; at: number; json: string | null }
  >()

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
    const folded = new Map(this.#folded)
    for (const [name, { model }] of this.#memory) folded.set(name, (folded.get(name) ?? 0) + model.folded)
    return folded
  }

  get(name: string, key: string, at: number): string | undefined {
    const model = this.catalog.model(name)
    const live = this.catalog.live(model)
    if (live !== undefined && at <= live.position) return this.#stored(model, live, key, at) ?? undefined
    const memory = this.#memoryOf(model, live)
    if (memory !== undefined && at <= memory.position) return memory.textAt(key, at) ?? undefined
    if (this.catalog.projection(model).keys === 'stream')
      return this.#ofStream(model, live, key, at) ?? undefined
    return this.#memoryAt(model, live, at).textAt(key, at) ?? undefined
  }

  /** The positions of a document's own events up to `at`, ascending; also of those before it was removed and made anew. */
  positions(name: string, key: string, at: number): readonly number[] {
    const model = this.catalog.model(name)
    const live = this.catalog.live(model)
    const stored =
      live === undefined ? [] : positionsUpTo(this.#entriesOf(live), key, Math.min(at, live.position))
    const after = live?.position ?? 0
    if (at <= after) return stored
    const memory = this.#memoryOf(model, live)
    if (memory !== undefined && at <= memory.position) return [...stored, ...memory.positionsUpTo(key, at)]
    const projection = this.catalog.projection(model)
    if (projection.keys !== 'stream')
      return [...stored, ...this.#memoryAt(model, live, at).positionsUpTo(key, at)]
    return [...stored, ...this.#positionsInStream(projection, key, { after, upTo: at })]
  }

  #positionsInStream(
    projection: Projection,
    stream: string,
    range: { after: number; upTo: number },
  ): number[] {
    const events = this.#store.log.read({ ...projection.query, streams: [stream], ...range })
    return Array.from(events).flatMap(({ position, type }) =>
      projection.handlerOf(type, stream) === undefined ? [] : [position],
    )
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
    for (const [key, version] of this.#entriesOf(live).versions(at)) {
      versions.set(key, version)
      if (versions.size < documents_at_once) continue
      yield* this.#texts(model, live, versions)
      versions = new Map()
    }
    yield* this.#texts(model, live, versions)
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

  /**
   * A document whose key is its stream needs only that stream's events. The last answer of each model is remembered:
   * most commands ask for one document more than once, or for it a little later.
   */
  #ofStream(model: Model, live: GenerationRecord | undefined, key: string, at: number): string | null {
    const generation = live?.generation ?? 0
    const last = this.#lastOfStream.get(model.name)
    const isLater =
      last?.key === key && last.generation === generation && at >= last.at && last.at >= (live?.position ?? 0)
    const code = this.#code(model, true)
    const after = isLater ? last.at : (live?.position ?? 0)
    const json = isLater ? last.json : live === undefined ? null : this.#stored(model, live, key, after)
    const read = this.#store.log.read({ ...code.projection.query, streams: [key], after, upTo: at })
    const events = Array.from(read, ({ position }) => position)
    this.#folded.set(model.name, (this.#folded.get(model.name) ?? 0) + events.length)
    const answer = replay(code, { key, json, events }).json
    this.#lastOfStream.set(model.name, { generation, key, at, json: answer })
    return answer
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
      const base = live === undefined ? nothing : this.#baseOf(model, live)
      memory = new MemoryModel(this.catalog.projection(model), this.#store.log, base)
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
