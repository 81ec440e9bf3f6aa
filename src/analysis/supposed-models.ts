import { changedKeys } from '../projection/changed-keys.ts'
import { MemoryModel } from '../projection/memory-model.ts'
import type { Projection } from '../projection/projection.ts'
import type { ReadModels } from '../projection/read-models.ts'
import {
  type DocumentPair,
  eventPairsOneByOne,
  type ModelCode,
  pairsOneByOne,
  type ReadModelReader,
  type StoredDocument,
} from '../projection/reader.ts'
import type { SupposedLog } from './supposed-log.ts'

/**
 * Read models over a supposed log: up to the position that it shares with the real one they are the real ones, and
 * what follows is folded over them in memory. Writes nothing.
 */
export class SupposedModels implements ReadModelReader {
  readonly #reader: ReadModels
  readonly #log: SupposedLog
  readonly #at: number
  readonly #folded = new Map<string, MemoryModel>()

  /** @param at the last position that the logs share. */
  constructor(reader: ReadModels, log: SupposedLog, at: number) {
    this.#reader = reader
    this.#log = log
    this.#at = at
  }

  get names(): readonly string[] {
    return this.#reader.names
  }

  get(name: string, key: string, at: number): string | undefined {
    if (at <= this.#at) return this.#reader.get(name, key, at)
    return this.#model(name).textAt(key, at) ?? undefined
  }

  *documents(name: string, at: number): IterableIterator<StoredDocument> {
    if (at <= this.#at) return yield* this.#reader.documents(name, at)
    const model = this.#model(name)
    for (const key of model.keys()) {
      const json = model.textAt(key, at)
      if (json !== null) yield { key, json }
    }
  }

  pairs(name: string, keys: readonly string[], from: number, to: number): IterableIterator<DocumentPair> {
    if (Math.max(from, to) <= this.#at) return this.#reader.pairs(name, keys, from, to)
    return pairsOneByOne(this, name, keys, { from, to })
  }

  eventPairs(name: string, positions: readonly number[], wants?: (key: string) => boolean) {
    return eventPairsOneByOne(this, name, positions, wants)
  }

  changedKeys(name: string, from: number, to: number): readonly string[] {
    const range = { after: Math.min(from, to), upTo: Math.max(from, to) }
    return changedKeys(this.#projection(name), this.#log, range)
  }

  fingerprint(name: string): string {
    return this.#reader.fingerprint(name)
  }

  code(name: string): ModelCode {
    return this.#reader.code(name)
  }

  #projection(name: string): Projection {
    const { catalog } = this.#reader
    return catalog.projection(catalog.model(name))
  }

  #model(name: string): MemoryModel {
    let model = this.#folded.get(name)
    if (model === undefined) {
      model = new MemoryModel(this.#projection(name), this.#log, {
        position: this.#at,
        textAt: (key) => this.#reader.get(name, key, this.#at) ?? null,
        keys: () => Array.from(this.#reader.documents(name, this.#at), ({ key }) => key),
      })
      this.#folded.set(name, model)
    }
    try {
      model.advance(this.#log.tip.position)
    } catch (error) {
      // What failed must not be read again.
      this.#folded.delete(name)
      throw error
    }
    return model
  }
}
