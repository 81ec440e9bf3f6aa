import type { Entry } from './entry.ts'
import { isPaidFor, keep_every_events } from './limits.ts'
import type { StoredEntries } from './stored-entries.ts'

/** Entries of one document that are taken out; the entry at `into`, the next that stays, gets their events. */
export interface Thinning {
  readonly key: string
  /** Ascending. */
  readonly removed: readonly number[]
  readonly into: number
  /** Of the texts that go, in UTF-8. */
  readonly sizeBytes: number
}

/** What a read of a small document folds at most after a prune: twice what it folds by the policy, and so of a large one. */
const most_events = 2 * keep_every_events - 1

/**
 * Looks at entries, by document and in order of position, for those that can go: as of which no boundary reads, and
 * without which a read still folds few events. A document's newest entry always stays, and so does the one before a
 * tail: whoever folds on may hold it as its base.
 */
export class Thinner {
  readonly #boundaries: readonly number[]
  readonly #upTo: number
  #last: Entry | undefined
  /** The document's events since it was kept before `#last`. */
  #events: readonly number[] = []
  #eventsBytes = 0
  /** Where that was; 0: at `ROOT`. */
  #base = 0
  /** The length of what was kept there. */
  #baseLength = 0
  #removed: Entry[] = []

  /**
   * @param boundaries positions, ascending, at which every document stays readable without a fold
   * @param upTo entries beyond it are another process's work
   */
  constructor(boundaries: readonly number[], upTo: number) {
    this.#boundaries = boundaries
    this.#upTo = upTo
  }

  /** Takes the next entry; answers with what the entries before it have turned out to be. */
  next(entry: Entry): Thinning | undefined {
    const last = this.#last
    const isNext = last?.key === entry.key
    if (isNext && canGo(last, entry, this.#boundaries, this.#upTo)) {
      const joined = eventsAfter(this.#base, [...this.#events, ...entry.events])
      // An entry may name the events of those before it as well.
      const namesAll = (entry.events[0] as number) <= (this.#events[0] ?? 0)
      const joinedBytes = namesAll ? entry.eventsBytes : this.#eventsBytes + entry.eventsBytes
      if (joined.length <= most_events || !isPaidFor(2 * this.#baseLength, joinedBytes)) {
        this.#removed.push(last)
        this.#last = entry
        this.#events = joined
        this.#eventsBytes = joinedBytes
        return undefined
      }
    }
    const found = this.end()
    this.#base = isNext ? last.position : 0
    this.#baseLength = isNext ? (last.json?.length ?? 0) : 0
    this.#events = eventsAfter(this.#base, entry.events)
    this.#eventsBytes = entry.eventsBytes
    this.#last = entry
    return found
  }

  /** There are no more entries. */
  end(): Thinning | undefined {
    const removed = this.#removed
    this.#removed = []
    if (removed.length === 0) return undefined
    const { key, position } = this.#last as Entry
    const sizeBytes = removed.reduce((sum, { json }) => sum + Buffer.byteLength(json ?? ''), 0)
    return { key, removed: removed.map((entry) => entry.position), into: position, sizeBytes }
  }
}

function canGo(entry: Entry, next: Entry, boundaries: readonly number[], upTo: number): boolean {
  if (entry.isTail || next.isTail || next.json === undefined || next.position > upTo) return false
  const nextEvent = next.events.find((event) => event > entry.position) ?? next.position
  return !hasOneBetween(boundaries, entry.position, nextEvent)
}

/** Whether one of the ascending numbers is at least `from` and less than `to`. */
function hasOneBetween(numbers: readonly number[], from: number, to: number): boolean {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((numbers[middle] as number) < from) low = middle + 1
    else high = middle
  }
  return low < numbers.length && (numbers[low] as number) < to
}

/** Ascending, each once. */
function eventsAfter(base: number, events: readonly number[]): number[] {
  return [...new Set(events)].filter((event) => event > base).sort((a, b) => a - b)
}

/**
 * Takes entries out, inside a commit. False, and nothing is done, when the document's entries are no longer those that
 * were looked at: a snapshot that somebody takes meanwhile relies on its base.
 */
export function thinOut(entries: StoredEntries, { key, removed, into }: Thinning): boolean {
  const events: number[] = []
  let eventsBytes = 0
  let last: Entry | undefined
  for (const position of [...removed, into]) {
    last = entries.after(key, last?.position ?? (removed[0] as number) - 1)
    if (last?.position !== position) return false
    // The last one may name the events of those before it as well: then they are counted twice, and it is kept sooner.
    events.push(...last.events)
    eventsBytes += last.eventsBytes
  }
  if (last === undefined || last.isTail) return false
  for (const position of removed) entries.remove(key, position)
  const { position, json } = last
  const joined = { key, position, events: eventsAfter(0, events), eventsBytes, json }
  entries.put({ ...joined, isTail: false, keptLength: 0 })
  return true
}
