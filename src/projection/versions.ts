import type { Entry } from './entry.ts'

/** The entries of one generation's documents, in LMDB or in memory. */
export interface Entries {
  /** A document's entries at or before a position, newest first. */
  before(key: string, position: number): Iterable<Entry>
  /** A document's first entry after a position. */
  after(key: string, position: number): Entry | undefined
}

/** A document as of a position: what it was at an entry, and its own events from there on. */
export interface Version {
  /** The newest entry with a text; undefined: the document begins at `ROOT`. */
  readonly base: Entry | undefined
  /** What to fold over it, ascending. Empty: the base is the answer. */
  readonly events: readonly number[]
}

/** A document at the earlier and at the later of two positions. */
export interface VersionPair {
  readonly earlier: Version
  readonly later: Version
}

/**
 * The newest entry at or before `at` is the base; the entry after it, and those without a text between, name the
 * events since. Which entries exist changes how many events that is, never the answer.
 */
export function versionAt(entries: Entries, key: string, at: number): Version {
  const { base, named, next } = around(entries, key, at)
  return versionOf(base, next === undefined ? named : [...named, ...next.events], at)
}

/** The same at two positions; entries are looked up again only where there is one between. */
export function versionsAt(
  entries: Entries,
  key: string,
  at: { earlier: number; later: number },
): VersionPair {
  const { base, named, next } = around(entries, key, at.earlier)
  const events = next === undefined ? named : [...named, ...next.events]
  const isNextBetween = next !== undefined && next.position <= at.later
  return {
    earlier: versionOf(base, events, at.earlier),
    later: isNextBetween ? versionAt(entries, key, at.later) : versionOf(base, events, at.later),
  }
}

/** A document's events from one of its entries up to the next. */
export interface Stretch {
  /** The entry's position, 0 for `ROOT`, and its text; null: there is no document. */
  readonly start: number
  readonly json: string | null
  /** The document's events after it that are known, ascending. */
  readonly events: readonly number[]
  /** The next entry's position; Infinity: there is none. */
  readonly end: number
}

/** The stretch that leads from the newest entry at or before a position. */
export function stretchAt(entries: Entries, key: string, at: number): Stretch {
  const { base, named, next } = around(entries, key, at)
  const start = base?.position ?? 0
  const end = next?.position ?? Number.POSITIVE_INFINITY
  const events = eventsBetween(next === undefined ? named : [...named, ...next.events], start, end)
  return { start, json: base?.json ?? null, events, end }
}

/** The base as of a position, the events that are named since, and the entry after the position. */
function around(
  entries: Entries,
  key: string,
  at: number,
): { base: Entry | undefined; named: readonly number[]; next: Entry | undefined } {
  const named: number[] = []
  let base: Entry | undefined
  for (const entry of entries.before(key, at)) {
    if (entry.json !== undefined) {
      base = entry
      break
    }
    named.push(...entry.events)
  }
  return { base, named, next: entries.after(key, at) }
}

function versionOf(base: Entry | undefined, events: readonly number[], at: number): Version {
  return { base, events: eventsBetween(events, base?.position ?? 0, at) }
}

/** The positions of all of a document's events up to `at` that its entries name, ascending. */
export function positionsUpTo(entries: Entries, key: string, at: number): number[] {
  const named: number[] = []
  for (const { events } of entries.before(key, at)) for (const event of events) named.push(event)
  for (const event of entries.after(key, at)?.events ?? []) named.push(event)
  return eventsBetween(named, 0, at)
}

/** Ascending, each once. */
function eventsBetween(events: readonly number[], after: number, upTo: number): number[] {
  const wanted = events.filter((event) => event > after && event <= upTo)
  return wanted.length < 2 ? wanted : [...new Set(wanted)].sort((a, b) => a - b)
}
