import { ProjectionFailedError, ProjectionInvalidError } from '../errors.ts'
import { compareKeys } from '../projection/key-order.ts'
import type { ReadModelReader, StoredDocument } from '../projection/reader.ts'
import { type CompareOptions, compareDocuments, type DocumentDifference, selected } from './compare.ts'
import { type Settle, settler } from './settle.ts'

/** Read models as one version of the code makes them. */
export interface CodeSide {
  /** What an error calls it: `old code 'main:projections'`. */
  readonly title: string
  readonly reader: ReadModelReader
  /** Only one projection is meant: whatever the other side has besides is not compared. */
  readonly isOneFile: boolean
}

/**
 * The documents that two versions of the code make differently of the same events, by projection and key. Projections
 * are compared by name, those that one side lacks as having no documents; of two files the one with the other,
 * whatever they are called, under the name of the old. Costs the documents of the projections whose code differs.
 *
 * @throws {ProjectionFailedError} {@link ProjectionInvalidError} saying which side it was.
 * {@link ProjectionUnknownError}
 */
export function* compareCode(
  before: CodeSide,
  after: CodeSide,
  at: number,
  options: CompareOptions = {},
): IterableIterator<DocumentDifference> {
  const settle = settler(options)
  const pairs = pairsOf(before, after)
  for (const [projection, keys] of selected([...pairs.keys()], options.documents ?? [])) {
    try {
      yield* comparePair(projection, pairs.get(projection) as Pair, { keys, at }, settle)
    } catch (error) {
      if (options.failures === undefined) throw error
      options.failures.keep(projection, error)
    }
  }
}

function* comparePair(
  projection: string,
  [old, renewed]: Pair,
  { keys, at }: { keys: readonly string[] | undefined; at: number },
  settle: Settle,
): Generator<DocumentDifference> {
  // Equal code makes equal documents.
  if (fingerprintOf(old) === fingerprintOf(renewed)) return
  const documents = keys === undefined ? allOf(old, renewed, at) : someOf(old, renewed, keys, at)
  for (const { key, beforeJson, afterJson } of documents) {
    const difference = compareDocuments({ projection, key }, beforeJson, afterJson, settle)
    if (difference !== undefined) yield difference
  }
}

/** One side's projection; undefined where it has none of that name. */
type SideModel = { readonly side: CodeSide; readonly name: string } | undefined
type Pair = readonly [SideModel, SideModel]

/** Ordered by name. */
function pairsOf(before: CodeSide, after: CodeSide): Map<string, Pair> {
  const [old, renewed] = [namesOf(before), namesOf(after)]
  const modelIn = (side: CodeSide, names: readonly string[], name: string): SideModel =>
    names.includes(name) ? { side, name } : undefined
  if (before.isOneFile && after.isOneFile) {
    const [oldName, newName] = [old[0] as string, renewed[0] as string]
    return new Map([[oldName, [modelIn(before, old, oldName), modelIn(after, renewed, newName)]]])
  }
  const names = before.isOneFile ? old : after.isOneFile ? renewed : [...new Set([...old, ...renewed])]
  return new Map(
    [...names]
      .sort(compareKeys)
      .map((name) => [name, [modelIn(before, old, name), modelIn(after, renewed, name)]]),
  )
}

interface BothDocuments {
  readonly key: string
  readonly beforeJson: string | undefined
  readonly afterJson: string | undefined
}

function* someOf(
  old: SideModel,
  renewed: SideModel,
  keys: readonly string[],
  at: number,
): Generator<BothDocuments> {
  for (const key of keys) yield { key, beforeJson: jsonOf(old, key, at), afterJson: jsonOf(renewed, key, at) }
}

/** Both sides' documents in key order, those of one key together. */
function* allOf(old: SideModel, renewed: SideModel, at: number): Generator<BothDocuments> {
  const [left, right] = [documentsOf(old, at), documentsOf(renewed, at)]
  let [before, after] = [left.next().value, right.next().value]
  while (before !== undefined || after !== undefined) {
    const order = before === undefined ? 1 : after === undefined ? -1 : compareKeys(before.key, after.key)
    const [one, other] = [order <= 0 ? before : undefined, order >= 0 ? after : undefined]
    yield { key: (one ?? other)?.key as string, beforeJson: one?.json, afterJson: other?.json }
    if (one !== undefined) before = left.next().value
    if (other !== undefined) after = right.next().value
  }
}

function* documentsOf(model: SideModel, at: number): Generator<StoredDocument, undefined> {
  if (model === undefined) return
  const { side, name } = model
  try {
    yield* side.reader.documents(name, at)
  } catch (error) {
    throw named(error, side)
  }
}

function jsonOf(model: SideModel, key: string, at: number): string | undefined {
  return model && on(model.side, (reader) => reader.get(model.name, key, at))
}

function fingerprintOf(model: SideModel): string | undefined {
  return model && on(model.side, (reader) => reader.fingerprint(model.name))
}

function namesOf(side: CodeSide): readonly string[] {
  return on(side, ({ names }) => names)
}

function on<T>(side: CodeSide, read: (reader: ReadModelReader) => T): T {
  try {
    return read(side.reader)
  } catch (error) {
    throw named(error, side)
  }
}

/** Two versions of one projection fail in the same words: the side must be said. */
function named(error: unknown, { title }: CodeSide): unknown {
  if (error instanceof ProjectionFailedError)
    return new ProjectionFailedError(error.at, `${title}: ${error.message}`, {
      hint: error.hint,
      cause: error,
    })
  if (error instanceof ProjectionInvalidError)
    return new ProjectionInvalidError(`${title}: ${error.message}`, { hint: error.hint, cause: error })
  return error
}
