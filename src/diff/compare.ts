import type { ModelFailures } from '../projection/model-failures.ts'
import type { ReadModelReader } from '../projection/reader.ts'
import { splitProjection } from '../revision/document.ts'
import { unknownProjection } from '../revision/unknown-projection.ts'
import { valueText } from '../worktree/document-text.ts'
import { type Leniency, type Settle, settler } from './settle.ts'

/** One document that is not the same at both positions. */
export interface DocumentDifference {
  readonly projection: string
  readonly key: string
  readonly status: 'added' | 'removed' | 'changed'
  /** Undefined when added. What is ignored is left out. */
  readonly before: unknown
  /** Undefined when removed. */
  readonly after: unknown
  /** The values as text, as they stand in the work tree; empty where there is no document. */
  readonly beforeText: string
  readonly afterText: string
}

export interface CompareOptions extends Leniency {
  /** `PROJECTION` or `PROJECTION/KEY`, each; all documents when left out or empty. */
  readonly documents?: readonly string[]
  /** Takes the models that fail, and the others are compared; without it the first failure is thrown. */
  readonly failures?: ModelFailures
}

/**
 * The documents that differ between two positions, by projection and key. `to` may be before `from`. Costs what
 * changed between the two.
 * @throws {ProjectionUnknownError} when the first is taken.
 */
export function* compareReadModels(
  reader: ReadModelReader,
  from: number,
  to: number,
  options: CompareOptions = {},
): IterableIterator<DocumentDifference> {
  const settle = settler(options)
  const { documents = [], failures } = options
  for (const [projection, keys] of selected(reader.names, documents)) {
    if (failures?.has(projection, Math.max(from, to))) continue
    try {
      yield* compareModel(reader, { projection, keys }, { from, to }, settle)
    } catch (error) {
      if (failures === undefined) throw error
      failures.keep(projection, error)
    }
  }
}

function* compareModel(
  reader: ReadModelReader,
  { projection, keys }: { projection: string; keys: readonly string[] | undefined },
  { from, to }: { from: number; to: number },
  settle: Settle,
): Generator<DocumentDifference> {
  const changed = keys ?? reader.changedKeys(projection, from, to)
  for (const { key, before, after } of reader.pairs(projection, changed, from, to)) {
    const difference = compareDocuments({ projection, key }, before, after, settle)
    if (difference !== undefined) yield difference
  }
}

/** Undefined when two JSON texts, each undefined where there is no document, make no difference that counts. */
export function compareDocuments(
  document: { readonly projection: string; readonly key: string },
  beforeJson: string | undefined,
  afterJson: string | undefined,
  settle: Settle,
): DocumentDifference | undefined {
  if (beforeJson === afterJson) return undefined
  const { before, after } = settle(parsed(beforeJson), parsed(afterJson))
  const beforeText = before === undefined ? '' : valueText(before)
  const afterText = after === undefined ? '' : valueText(after)
  if (beforeText === afterText) return undefined
  const status = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'
  return { ...document, status, before, after, beforeText, afterText }
}

function parsed(json: string | undefined): unknown {
  return json === undefined ? undefined : JSON.parse(json)
}

/** The projections asked for in the order of all names, each with its keys, or undefined for all of them. */
export function selected(
  names: readonly string[],
  documents: readonly string[],
): [string, readonly string[] | undefined][] {
  if (documents.length === 0) return names.map((name) => [name, undefined])
  const keys = new Map<string, Set<string> | undefined>()
  for (const text of documents) {
    const { projection, rest } = splitProjection(text)
    if (!names.includes(projection)) throw unknownProjection(projection, names)
    const known = keys.get(projection)
    if (rest === undefined) keys.set(projection, undefined)
    else if (known !== undefined) known.add(rest)
    else if (!keys.has(projection)) keys.set(projection, new Set([rest]))
  }
  return names
    .filter((name) => keys.has(name))
    .map((name) => [name, keys.get(name) && [...(keys.get(name) ?? [])]])
}
