import type { ReadModelReader } from '../projection/reader.ts'

export interface DocumentQuery {
  /** As of which position; the tip when left out. */
  readonly at?: number
}

/** A projection's documents, as of any position. */
export class ReadModel<Document> {
  readonly name: string
  readonly #reader: ReadModelReader
  readonly #position: (query: DocumentQuery) => number

  constructor(reader: ReadModelReader, name: string, position: (query: DocumentQuery) => number) {
    this.#reader = reader
    this.name = name
    this.#position = position
  }

  /** The document under a key; undefined when there is none at that position. The value is the caller's own. */
  get(key: string, query: DocumentQuery = {}): Document | undefined {
    const json = this.#reader.get(this.name, key, this.#position(query))
    return json === undefined ? undefined : (JSON.parse(json) as Document)
  }

  /** All documents, in the order of their keys' UTF-8 bytes, lazily. */
  *documents(
    query: DocumentQuery = {},
  ): IterableIterator<{ readonly key: string; readonly value: Document }> {
    for (const { key, json } of this.#reader.documents(this.name, this.#position(query)))
      yield { key, value: JSON.parse(json) as Document }
  }

  /** The keys of the documents that may differ between two positions. */
  changedKeys(from: number, to: number): readonly string[] {
    return this.#reader.changedKeys(this.name, from, to)
  }
}
