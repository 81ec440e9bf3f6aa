import type { Bundle } from './bundle.ts'

/** A document as it stands at a position: its key and its exact JSON text. */
export interface StoredDocument {
  readonly key: string
  readonly json: string
}

/** A document at two positions; undefined where there is none. */
export interface DocumentPair {
  readonly key: string
  readonly before: string | undefined
  readonly after: string | undefined
}

/** Which code makes a read model. */
export type ModelCode = Pick<Bundle, 'fingerprint' | 'codeDigest' | 'files'>

/** Whether two versions of the code do the same: equal files, or equal but for comments and white space. */
export function isSameCode(one: ModelCode, other: ModelCode): boolean {
  return one.fingerprint === other.fingerprint || one.codeDigest === other.codeDigest
}

/**
 * Read models as of any position, for the code in `projections/` now. What the store does not hold is folded in
 * memory; which it was changes the speed, never the answer. Positions are 0 (`ROOT`) to the tip's.
 */
export interface ReadModelReader {
  /** The projections at hand, ordered by name. */
  readonly names: readonly string[]
  /** The document's JSON text; undefined when there is none at that position. */
  get(name: string, key: string, at: number): string | undefined
  /** All documents at a position, in the order of their keys' UTF-8 bytes. */
  documents(name: string, at: number): IterableIterator<StoredDocument>
  /** Some documents at two positions, either first, in the order of the keys; costs less than to get each of them. */
  pairs(name: string, keys: readonly string[], from: number, to: number): IterableIterator<DocumentPair>
  /**
   * What each of some events did: by position the documents that it touches, before and after it, in key order. Costs
   * less than to ask for each, above all where they are neighbours.
   * @param positions ascending
   * @param wants which documents are looked at; all when left out
   */
  eventPairs(
    name: string,
    positions: readonly number[],
    wants?: (key: string) => boolean,
  ): ReadonlyMap<number, readonly DocumentPair[]>
  /**
   * The keys of every document that may differ between two positions, either first, in key order; costs what changed
   * between them.
   */
  changedKeys(name: string, from: number, to: number): readonly string[]
  /** Of the code that answers for this model: hex SHA-256. While it stays the same, so do the documents at a position. */
  fingerprint(name: string): string
  /** The same code, so that another process can tell without running it whether it has changed since. */
  code(name: string): ModelCode
}

/** What `eventPairs` gives, event by event. */
export function eventPairsOneByOne(
  reader: Pick<ReadModelReader, 'changedKeys' | 'pairs'>,
  name: string,
  positions: readonly number[],
  wants: (key: string) => boolean = () => true,
): Map<number, DocumentPair[]> {
  const pairs = new Map<number, DocumentPair[]>()
  for (const position of positions) {
    const keys = reader.changedKeys(name, position - 1, position).filter(wants)
    if (keys.length > 0) pairs.set(position, [...reader.pairs(name, keys, position - 1, position)])
  }
  return pairs
}

/** What `pairs` gives, by getting each document. */
export function* pairsOneByOne(
  reader: Pick<ReadModelReader, 'get'>,
  name: string,
  keys: readonly string[],
  ends: { from: number; to: number },
): Generator<DocumentPair> {
  for (const key of keys)
    yield { key, before: reader.get(name, key, ends.from), after: reader.get(name, key, ends.to) }
}
