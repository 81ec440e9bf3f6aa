import type { EventLog } from '../store/event.ts'
import { batches } from './batches.ts'
import type { LiveDocument } from './document-shelf.ts'
import type { Entry } from './entry.ts'
import { Fold } from './fold.ts'
import { sortKeys } from './key-order.ts'
import type { Projection } from './projection.ts'
import { documentOf, replay } from './replay.ts'
import { type Entries, positionsUpTo, versionAt } from './versions.ts'

/** What the store holds already, at exactly one position: where a fold in memory begins. */
export interface Base {
  readonly position: number
  /** A document as of that position; null when there is none. */
  readonly textAt: (key: string) => string | null
  /** The keys of its documents, in key order. */
  readonly keys: () => Iterable<string>
}

/** `ROOT`: before the first event there is nothing. */
export const nothing: Base = { position: 0, textAt: () => null, keys: () => [] }

/** More than in the store: a text in memory costs more than a few events folded again. */
const keep_every = 64

/**
 * A read model after a base, or one document of it, folded in memory for this process. Answers for every position from
 * the base on.
 */
export class MemoryModel {
  readonly #projection: Projection
  readonly #log: EventLog
  readonly #base: Base
  readonly #stream: string | undefined
  readonly #fold: Fold
  readonly #kept = new Map<string, Entry[]>()
  #position: number
  #sortedKeys: readonly string[] | undefined

  /** @param stream only the document of this stream, where documents are streams: its events alone are read. */
  constructor(projection: Projection, log: EventLog, base: Base, stream?: string) {
    this.#projection = projection
    this.#log = log
    this.#base = base
    this.#stream = stream
    this.#position = base.position
    this.#fold = new Fold(projection, {
      log,
      keepEvery: keep_every,
      shelf: { open: (key) => this.#open(key), keep: (document, json) => this.#keep(document, json) },
    })
  }

  /** Up to where it has been folded. */
  get position(): number {
    return this.#position
  }

  /** How many events it has folded. */
  get folded(): number {
    return this.#fold.handled
  }

  /** The length of all texts that it holds besides the documents themselves. */
  get keptLength(): number {
    let length = 0
    for (const entries of this.#kept.values()) for (const { json } of entries) length += json?.length ?? 0
    return length
  }

  /** Folds on, up to a position. @throws {ProjectionFailedError} and then it must not be used again. */
  advance(upTo: number): void {
    for (const _ of this.advancing(upTo));
  }

  /** The same, batch by batch; yields the position that it has come to. */
  *advancing(upTo: number): Generator<number> {
    if (upTo <= this.#position) return
    const streams = this.#stream === undefined ? {} : { streams: [this.#stream] }
    const query = { ...this.#projection.query, ...streams, after: this.#position, upTo }
    for (const batch of batches(this.#log, query)) {
      this.#fold.run(batch)
      yield batch.position
    }
    this.#position = upTo
    this.#sortedKeys = undefined
  }

  /** A document as of a position from the base's to this one's; null when there is none. */
  textAt(key: string, at: number): string | null {
    const document = this.#fold.documents.get(key)
    if (document === undefined) return this.#base.textAt(key)
    if (document.lastPosition <= at) return this.#fold.textOf(document)
    const { base, events } = versionAt(this.entriesOf(key), key, at)
    const code = { projection: this.#projection, log: this.#log, watched: false }
    return replay(code, { key, json: base?.json ?? null, events }).json
  }

  /** The positions of a document's events after the base's position up to `at`, ascending. */
  positionsUpTo(key: string, at: number): number[] {
    const after = this.#base.position
    return positionsUpTo(this.entriesOf(key), key, at).filter((position) => position > after)
  }

  /** All keys that ever had a document, in key order. */
  keys(): readonly string[] {
    this.#sortedKeys ??= sortKeys([...new Set([...this.#base.keys(), ...this.#fold.documents.keys()])])
    return this.#sortedKeys
  }

  #open(key: string): LiveDocument {
    return documentOf(this.#projection, key, this.#base.textAt(key))
  }

  #keep({ key, lastPosition, since, sinceBytes }: LiveDocument, json: string | null): void {
    const kept = { key, position: lastPosition, events: since, eventsBytes: sinceBytes, json }
    const entry = { ...kept, isTail: false, keptLength: 0 }
    const entries = this.#kept.get(key)
    if (entries === undefined) this.#kept.set(key, [entry])
    else entries.push(entry)
  }

  /** What is kept of a document: the base's text first, what it is now last. */
  entriesOf(key: string): Entries {
    const kept = this.#kept.get(key) ?? []
    const first = this.#baseEntry(key)
    const newest = this.#newestEntry(key)
    return {
      before: function* (_, position) {
        if (newest !== undefined && newest.position <= position) yield newest
        for (let index = firstAfter(kept, position) - 1; index >= 0; index--) yield kept[index] as Entry
        yield first
      },
      after: (_, position) =>
        kept[firstAfter(kept, position)] ?? (newest && newest.position > position ? newest : undefined),
    }
  }

  #baseEntry(key: string): Entry {
    const base = this.#base
    let json: string | null | undefined
    return {
      key,
      position: base.position,
      events: [],
      eventsBytes: 0,
      isTail: false,
      keptLength: 0,
      get json() {
        if (json === undefined) json = base.textAt(key)
        return json
      },
    }
  }

  #newestEntry(key: string): Entry | undefined {
    const document = this.#fold.documents.get(key)
    if (document === undefined) return undefined
    const { lastPosition: position, since: events, sinceBytes: eventsBytes, keptLength } = document
    return { key, position, events, eventsBytes, json: undefined, isTail: true, keptLength }
  }
}

/** The index of the first entry after a position. */
function firstAfter(entries: readonly Entry[], position: number): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((entries[middle] as Entry).position > position) high = middle
    else low = middle + 1
  }
  return low
}
