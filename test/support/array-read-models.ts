import {
  eventPairsOneByOne,
  pairsOneByOne,
  type ReadModelReader,
  type StoredDocument,
} from '../../src/projection/reader.ts'

/** An event that sets one document, or removes it: the simplest fold there is, so that its outcome is beyond doubt. */
export interface DocumentSet {
  readonly model: string
  readonly key: string
  /** Undefined removes the document. */
  readonly value: unknown
}

export interface ArrayReadModelsOptions {
  /** The projections at hand; those that the events name when left out. */
  readonly names?: readonly string[]
  readonly fingerprints?: Readonly<Record<string, string>>
}

/** Read models, each folded from `ROOT` for every position asked for: the oracle for whatever reads them. */
export function arrayReadModels(
  events: readonly DocumentSet[],
  options: ArrayReadModelsOptions = {},
): ReadModelReader {
  const names = [...new Set(options.names ?? events.map(({ model }) => model))].sort()

  const folds = new Map<string, Map<string, string>>()

  function fold(name: string, at: number): Map<string, string> {
    const known = folds.get(`${at} ${name}`)
    if (known !== undefined) return known
    const documents = new Map<string, string>()
    for (const { model, key, value } of events.slice(0, at)) {
      if (model !== name) continue
      if (value === undefined) documents.delete(key)
      else documents.set(key, JSON.stringify(value))
    }
    folds.set(`${at} ${name}`, documents)
    return documents
  }

  const fingerprintOf = (name: string) => options.fingerprints?.[name] ?? 'f'.repeat(64)
  const get = (name: string, key: string, at: number) => fold(name, at).get(key)

  const reader: ReadModelReader = {
    names,
    get,
    pairs: (name, keys, from, to) => pairsOneByOne({ get }, name, keys, { from, to }),
    eventPairs: (name, positions, wants) => eventPairsOneByOne(reader, name, positions, wants),
    documents: (name, at) => inKeyOrder(fold(name, at)).values(),
    changedKeys: (name, from, to) => {
      const changed = events
        .slice(Math.min(from, to), Math.max(from, to))
        .filter(({ model }) => model === name)
      return [...new Set(changed.map(({ key }) => key))].sort(byBytes)
    },
    fingerprint: fingerprintOf,
    code: (name) => ({ fingerprint: fingerprintOf(name), codeDigest: fingerprintOf(name), files: [] }),
  }
  return reader
}

function inKeyOrder(documents: Map<string, string>): StoredDocument[] {
  return Array.from(documents, ([key, json]) => ({ key, json })).sort((left, right) =>
    byBytes(left.key, right.key),
  )
}

function byBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right))
}
