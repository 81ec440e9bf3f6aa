import type { ReadModelReader } from '../projection/reader.ts'
import { anything, requireKind, Shape, text } from './shape.ts'

export interface DocumentQuery {
  /** As of which position or revision: `125`, `'v1'`, `'2026-01-31'`; the tip when left out. */
  readonly at?: number | string
}

const query_shape = new Shape<DocumentQuery>('a query', { at: anything })

/** Where a store is now. Both fail when it is closed. */
interface Places {
  tip(): number
  /** What a revision names, or a number is; throws when there is no such position. */
  positionOf(at: number | string): number
}

/** A projection's documents, as of any position. */
export class ReadModel<Document> {
  readonly name: string
  readonly #reader: ReadModelReader
  readonly #places: Places

  constructor(reader: ReadModelReader, name: string, places: Places) {
    this.#reader = reader
    this.name = name
    this.#places = places
  }

  /**
   * The document under a key; undefined when there is none at that position. The value is the caller's own.
   * @throws {RevisionUnknownError} `at` names nothing, or lies beyond the tip.
   */
  get(key: string, query: DocumentQuery = {}): Document | undefined {
    requireKind(text, 'a key', key)
    const json = this.#reader.get(this.name, key, this.#at(query))
    return json === undefined ? undefined : (JSON.parse(json) as Document)
  }

  /**
   * All documents, in the order of their keys' UTF-8 bytes, lazily.
   * @throws {RevisionUnknownError} `at` names nothing, or lies beyond the tip.
   */
  documents(query: DocumentQuery = {}): IterableIterator<{ readonly key: string; readonly value: Document }> {
    return this.#documents(this.#at(query))
  }

  *#documents(at: number): Generator<{ readonly key: string; readonly value: Document }> {
    for (const { key, json } of this.#reader.documents(this.name, at))
      yield { key, value: JSON.parse(json) as Document }
  }

  /** The keys of the documents that may differ between two positions or revisions. */
  changedKeys(from: number | string, to: number | string): readonly string[] {
    return this.#reader.changedKeys(this.name, this.#places.positionOf(from), this.#places.positionOf(to))
  }

  #at(query: DocumentQuery): number {
    query_shape.check(query)
    return query.at === undefined ? this.#places.tip() : this.#places.positionOf(query.at)
  }
}
