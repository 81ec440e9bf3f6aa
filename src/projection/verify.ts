import { DocumentUnknownError } from '../errors.ts'
import { main_branch } from '../store/keys.ts'
import { proveChain } from '../store/prove-chain.ts'
import type { Store } from '../store/store.ts'
import { batches } from './batches.ts'
import type { Catalog } from './catalog.ts'
import { empty_shelf, type LiveDocument } from './document-shelf.ts'
import { Fold } from './fold.ts'
import { compareKeys } from './key-order.ts'
import type { Model } from './model.ts'
import type { ModelFailures } from './model-failures.ts'
import type { RebuildProgress } from './rebuild.ts'
import { textOf } from './replay.ts'
import { type DocumentRange, StoredEntries } from './stored-entries.ts'
import { type Version, versionAt } from './versions.ts'

/** What to verify: a projection, or of it one document. */
export interface VerifyTarget {
  readonly name: string
  readonly key?: string | undefined
}

/** A document that is stored otherwise than a fold from `ROOT` gives it; undefined: it is not there. */
export interface Drift {
  readonly name: string
  readonly key: string
  readonly position: number
  readonly stored: string | undefined
  readonly folded: string | undefined
}

export interface VerifiedModel {
  readonly name: string
  /** Where it was compared. */
  readonly position: number
  readonly documents: number
  readonly drifted: number
  /** False: nothing is stored that the code now has built, so there was nothing to compare. */
  readonly isStored: boolean
}

export type VerifyStep = { readonly progress: RebuildProgress } | { readonly drift: Drift }

/** Documents folded at once; more are folded in several passes over the log, so that memory stays bounded. */
const passDocuments = 250_000
const passCharacters = 64 * 2 ** 20

/** A document as it is stored; a text that is undefined: it was removed, or never was. */
interface StoredDocument {
  readonly text: string | undefined
  readonly everWas: boolean
}

interface Pass {
  readonly range: DocumentRange
  readonly stored: ReadonlyMap<string, StoredDocument>
}

/**
 * Proves the chain of the events; then folds from `ROOT` with a realm of its own and compares with what is stored,
 * document by document. Writes nothing.
 * @param failures takes the models that fail, and the others are compared; without it the first failure is thrown.
 * @throws {ProjectionFailedError} {@link ProjectionUnknownError} {@link DocumentUnknownError} {@link StoreDamagedError}
 */
export function* verify(
  store: Store,
  catalog: Catalog,
  targets: readonly VerifyTarget[],
  failures?: ModelFailures,
): Generator<VerifyStep, VerifiedModel[]> {
  const verified: VerifiedModel[] = []
  const upTo = store.log.tip.position
  const names = [...new Set(targets.map(({ name }) => name))]
  for (const position of proveChain(store.log)) {
    store.refresh()
    yield { progress: { names, from: 0, position, upTo } }
  }
  for (const name of [...new Set(targets.map((target) => target.name))].sort(compareKeys)) {
    const keys = targets.filter((target) => target.name === name).map(({ key }) => key)
    const wanted = keys.includes(undefined) ? undefined : new Set(keys as string[])
    const model = catalog.model(name)
    try {
      verified.push(yield* verifyModel(store, catalog, model, wanted))
    } catch (error) {
      if (failures === undefined) throw error
      failures.keep(name, error)
    }
  }
  return verified
}

function* verifyModel(
  store: Store,
  catalog: Catalog,
  model: Model,
  wanted: ReadonlySet<string> | undefined,
): Generator<VerifyStep, VerifiedModel> {
  const { name } = model
  const live = catalog.live(model)
  if (live === undefined) return { name, position: 0, documents: 0, drifted: 0, isStored: false }
  const { position, generation } = live
  const entries = new StoredEntries(store.table('documents'), { branch: main_branch, generation })
  const versions =
    wanted === undefined
      ? entries.versions(position)
      : versionsOf(entries, [...wanted].sort(compareKeys), position)
  const code = () => ({ projection: catalog.projection(model), log: store.log, watched: false })
  let documents = 0
  let drifted = 0
  for (const { range, stored } of passes(versions, (version, key) => textOf(version, key, code))) {
    const fold = yield* foldFromRoot(store, catalog, model, { upTo: position, range, wanted })
    for (const drift of compare(name, { position, fold, stored })) {
      documents++
      if (drift === undefined) continue
      drifted++
      yield { drift }
    }
  }
  return { name, position, documents, drifted, isStored: true }
}

function* versionsOf(
  entries: StoredEntries,
  keys: Iterable<string>,
  at: number,
): Generator<[key: string, version: Version]> {
  for (const key of keys) yield [key, versionAt(entries, key, at)]
}

/** What is stored, in one walk. The ranges of all passes hold every key there is, also those that are not stored. */
function* passes(
  versions: Iterable<[key: string, version: Version]>,
  stored: (version: Version, key: string) => string | null,
): Generator<Pass, void> {
  let from: string | undefined
  let documents = new Map<string, StoredDocument>()
  let characters = 0
  for (const [key, version] of versions) {
    if (documents.size >= passDocuments || characters > passCharacters) {
      yield { range: { from, to: key }, stored: documents }
      from = key
      documents = new Map()
      characters = 0
    }
    const text = stored(version, key) ?? undefined
    documents.set(key, { text, everWas: version.base !== undefined })
    characters += key.length + (text?.length ?? 0)
  }
  yield { range: { from, to: undefined }, stored: documents }
}

function isWithin(key: string, { from, to }: DocumentRange): boolean {
  return (from === undefined || compareKeys(key, from) >= 0) && (to === undefined || compareKeys(key, to) < 0)
}

function* foldFromRoot(
  store: Store,
  catalog: Catalog,
  model: Model,
  from: { upTo: number; range: DocumentRange; wanted: ReadonlySet<string> | undefined },
): Generator<VerifyStep, Fold> {
  const { upTo, range, wanted } = from
  const isAll = wanted === undefined && range.from === undefined && range.to === undefined
  const chosen = isAll ? {} : { accepts: (key: string) => (wanted?.has(key) ?? true) && isWithin(key, range) }
  const projection = catalog.projection(model).again()
  const { log } = store
  const fold = new Fold(projection, {
    log,
    shelf: empty_shelf,
    keepEvery: Number.POSITIVE_INFINITY,
    ...chosen,
  })
  const streams = wanted !== undefined && projection.keys === 'stream' ? { streams: [...wanted] } : {}
  for (const batch of batches(log, { ...projection.query, ...streams, upTo })) {
    fold.run(batch)
    store.refresh()
    yield { progress: { names: [model.name], from: 0, position: batch.position, upTo } }
  }
  return fold
}

/**
 * One answer a document: how it drifted, or undefined.
 * @throws {DocumentUnknownError} a document that was asked for never was.
 */
function* compare(
  name: string,
  from: { position: number; fold: Fold; stored: ReadonlyMap<string, StoredDocument> },
): Generator<Drift | undefined> {
  const { position, fold } = from
  const foldedText = (document: LiveDocument) => fold.textOf(document) ?? undefined
  const left = fold.documents
  for (const [key, { text: stored, everWas }] of from.stored) {
    const document = left.get(key)
    left.delete(key)
    if (document === undefined && !everWas)
      throw new DocumentUnknownError(`no document '${key}' in '${name}' at ${position}`)
    const folded = document && foldedText(document)
    // A removed document is none, on either side.
    if (stored === undefined && folded === undefined) continue
    yield stored === folded ? undefined : { name, key, position, stored, folded }
  }
  for (const document of [...left.values()].sort((a, b) => compareKeys(a.key, b.key))) {
    const folded = foldedText(document)
    if (folded !== undefined) yield { name, key: document.key, position, stored: undefined, folded }
  }
}
