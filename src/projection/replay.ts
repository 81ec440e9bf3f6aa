import { StoreDamagedError } from '../errors.ts'
import type { EventLog, RecordedEvent } from '../store/event.ts'
import { type Batch, batchOfEvents } from './batches.ts'
import { type LiveDocument, newDocument } from './document-shelf.ts'
import { Fold } from './fold.ts'
import type { Projection } from './projection.ts'
import type { Version, VersionPair } from './versions.ts'

/** What folds one document from a text over events of its own. */
export interface Replay {
  readonly projection: Projection
  readonly log: EventLog
  /** False only when this code has folded these events before. */
  readonly watched: boolean
}

/** A document after folding events over its text (null: none); the answer's `state` is the realm's. */
export function replay(
  { projection, log, watched }: Replay,
  from: { key: string; json: string | null; events: readonly number[] },
): { document: LiveDocument; json: string | null } {
  const { key, json, events } = from
  const document = documentOf(projection, key, json)
  if (events.length === 0) return { document, json }
  const fold = new Fold(projection, {
    log,
    keepEvery: Number.POSITIVE_INFINITY,
    accepts: (other) => other === key,
    shelf: { open: () => document, keep: () => {} },
  })
  fold.run(eventsAt(log, new Set(events)), { watched })
  return { document, json: fold.textOf(document) }
}

/** A document as its text says, before any event that is folded over it. */
export function documentOf(projection: Projection, key: string, json: string | null): LiveDocument {
  const state = json === null ? undefined : projection.realm.parts.parse(json)
  return { ...newDocument(key), state, keptLength: json?.length ?? 0 }
}

/** The text that a version stands for; the code is asked for only when events are to be folded. */
export function textOf(version: Version, key: string, code: () => Replay): string | null {
  return versionText(version, key, code).json
}

/** The same, and what the version's events take up in the log. */
export function versionText(
  { base, events }: Version,
  key: string,
  code: () => Replay,
): { json: string | null; eventsBytes: number } {
  const before = base?.json ?? null
  if (events.length === 0) return { json: before, eventsBytes: 0 }
  const { document, json } = replay(code(), { key, json: before, events })
  return { json, eventsBytes: document.sinceBytes }
}

/**
 * The texts of many documents, in one pass over their events in the log's order: events that are neighbours there
 * are read together.
 * @param versions key → version
 */
export function textsOf(
  versions: ReadonlyMap<string, Version>,
  code: () => Replay,
): Map<string, string | null> {
  const texts = new Map<string, string | null>()
  const positions = new Set<number>()
  for (const [key, { base, events }] of versions) {
    texts.set(key, base?.json ?? null)
    for (const position of events) positions.add(position)
  }
  if (positions.size === 0) return texts
  const { projection, log, watched } = code()
  const fold = new Fold(projection, {
    log,
    keepEvery: Number.POSITIVE_INFINITY,
    accepts: (key, position) => isAfter(versions.get(key), position),
    shelf: { open: (key) => documentOf(projection, key, texts.get(key) ?? null), keep: () => {} },
  })
  fold.run(eventsAt(log, positions), { watched })
  for (const [key, document] of fold.documents) texts.set(key, fold.textOf(document))
  return texts
}

/** What a document was at the earlier and at the later of two positions. */
export interface TextPair {
  readonly earlier: string | null
  readonly later: string | null
}

/**
 * The texts of many documents at two positions, in one pass over their events: a document with the same base at both is
 * folded up to the earlier position and on from there.
 * @param pairs key → versions
 * @param at the earlier position
 */
export function textPairsOf(
  pairs: ReadonlyMap<string, VersionPair>,
  at: number,
  code: () => Replay,
): Map<string, TextPair> {
  const texts = new Map<string, TextPair>()
  const before = new Set<number>()
  const between = new Set<number>()
  const anew = new Map<string, Version>()
  for (const [key, { earlier, later }] of pairs) {
    const json = earlier.base?.json ?? null
    texts.set(key, { earlier: json, later: json })
    for (const position of earlier.events) before.add(position)
    if (earlier.base?.position !== later.base?.position) anew.set(key, later)
    else for (const position of later.events) if (position > at) between.add(position)
  }
  if (before.size + between.size > 0) {
    const { projection, log, watched } = code()
    const fold = new Fold(projection, {
      log,
      keepEvery: Number.POSITIVE_INFINITY,
      accepts: (key, position) =>
        isAfter(pairs.get(key)?.earlier, position) && (position <= at || !anew.has(key)),
      shelf: { open: (key) => documentOf(projection, key, texts.get(key)?.earlier ?? null), keep: () => {} },
    })
    fold.run(eventsAt(log, before), { watched })
    for (const [key, document] of fold.documents) {
      const json = fold.textOf(document)
      texts.set(key, { earlier: json, later: json })
    }
    fold.run(eventsAt(log, between), { watched })
    for (const [key, document] of fold.documents)
      if (document.lastPosition > at) setLater(texts, key, fold.textOf(document))
  }
  for (const [key, json] of textsOf(anew, code)) setLater(texts, key, json)
  return texts
}

function setLater(texts: Map<string, TextPair>, key: string, later: string | null): void {
  texts.set(key, { earlier: texts.get(key)?.earlier ?? null, later })
}

/** In the log's order: events that are neighbours there are read together. */
function eventsAt(log: EventLog, positions: ReadonlySet<number>): Batch {
  return batchOfEvents([...positions].sort((a, b) => a - b).map((position) => eventAt(log, position)))
}

function isAfter(version: Version | undefined, position: number): boolean {
  return version !== undefined && position > (version.base?.position ?? 0)
}

/** @throws {StoreDamagedError} there is none. */
export function eventAt(log: EventLog, position: number): RecordedEvent {
  const event = log.at(position)
  if (event === undefined)
    throw new StoreDamagedError(`a read model names event ${position}, which the log does not have`, {
      hint: "build it again with 'es rebuild-projection --force'",
    })
  return event
}
