/** The one clock and the one source of ids and salts, as parameters, so that every test and transcript is repeatable. */
export interface Ambient {
  /** Whole milliseconds since the epoch, UTC, of the years 0000 to 9999. */
  readonly nowMs: () => number
  /**
   * A fresh event id for an event recorded at `timeMs`: 1 to 256 bytes of UTF-8. UUIDv7 (RFC 9562) with that time needs
   * no entry in the index of ids; any other id has one.
   */
  readonly newId: (timeMs: number) => string
  /** A fresh salt for an erasable event: 32 hex digits that nobody can guess. */
  readonly newSalt: () => string
  /** `newId` gives no id that an event has, so that none needs to be looked up. */
  readonly neverRepeats?: boolean
}

/** What a caller wants recorded. Give `data` or `json`, `meta` or `metaJson`; the text form is stored as it is. */
export interface NewEvent {
  /** 1 to 512 bytes of UTF-8. */
  readonly stream: string
  /** 1 to 512 bytes of UTF-8. */
  readonly type: string
  /** Exact JSON: no `undefined`, NaN, -0, BigInt, Date. `null` when neither this nor `json` is given. */
  readonly data?: unknown
  /** The data as JSON text. Stored without white space between tokens, otherwise byte for byte. */
  readonly json?: string
  /** A JSON object; `{}` when left out. */
  readonly meta?: Readonly<Record<string, unknown>>
  readonly metaJson?: string
  /** 1 to 256 bytes of UTF-8, unique in the store. A UUIDv7 when left out. */
  readonly id?: string
  /** Only imports say when: epoch milliseconds, never before the tip's. */
  readonly timeMs?: number
  /** Digest the data with a random salt, so that an erased payload cannot be guessed from its digest. */
  readonly erasable?: boolean
  /** The salt of an erasable event that is imported again: 32 hex digits. Drawn at random when left out. */
  readonly salt?: string
}

/** How many events a stream must have before an append: a count, 0 for "must not exist", or any number. */
export type ExpectedVersion = number | 'any'

/**
 * One atomic append: 1 to 65,536 events, oldest first, to one stream or several.
 * `expect`: stream → the number of events it must have before this append.
 */
export interface AppendRequest {
  readonly events: readonly NewEvent[]
  readonly expect?: ReadonlyMap<string, ExpectedVersion>
  /** Check everything, answer as if it were done, write nothing. */
  readonly dryRun?: boolean
}

export interface AppendedEvent {
  readonly position: number
  readonly stream: string
  readonly version: number
  readonly type: string
  readonly id: string
  readonly timeMs: number
  /** Hex SHA-256, 64 digits. */
  readonly hash: string
  /** True when the id was known already: nothing was written for it, and this is where it stands. */
  readonly duplicate: boolean
}

export interface AppendReceipt {
  readonly branch: string
  readonly events: readonly AppendedEvent[]
  /** By how many ms the clock was behind the tip, when the tip's time was used instead; 0 otherwise. */
  readonly clockHeldMs: number
}

/** A fact as it stands in the log. Immutable; `data` and `meta` are parsed when first read. */
export interface RecordedEvent {
  /** Place in its branch's total order, from 1, without gaps. */
  readonly position: number
  readonly stream: string
  /** Place in its stream, from 1, without gaps. */
  readonly version: number
  readonly type: string
  readonly id: string
  /** When the store recorded it, epoch ms, UTC; never less than the event before. */
  readonly timeMs: number
  /** The same as ISO 8601 with milliseconds and `Z`. */
  readonly time: string
  /** The data as stored: exact JSON text. */
  readonly json: string
  readonly metaJson: string
  /** @throws {NumberInexactError} a number in it is not equal to a double. */
  readonly data: unknown
  readonly meta: Readonly<Record<string, unknown>>
  /** Hex SHA-256 over the previous hash, the header, and the digests of data and meta; see es-fsck(1). */
  readonly hash: string
  /** The salt of an erasable event, 32 hex digits. */
  readonly salt: string | undefined
  /** For `JSON.stringify`; `data` is the value, so a number that no double holds is refused. @throws {NumberInexactError} */
  toJSON(): EventJson
}

/** An event as `JSON.stringify` prints it: the members of a line of `es log --jsonl`, in their order. */
export interface EventJson {
  readonly position: number
  readonly branch: string
  readonly stream: string
  readonly version: number
  readonly type: string
  readonly id: string
  /** ISO 8601, milliseconds, `Z`. */
  readonly time: string
  readonly data: unknown
  readonly meta: Readonly<Record<string, unknown>>
  readonly hash: string
  /** Only an erasable event has one. */
  readonly salt?: string
}

/** Which events: all filters must hold. Those that name few events make the read cost only those. */
export interface ReadQuery {
  /** Positions after this one; 0 (the default) from the first. */
  readonly after?: number
  /** Up to and including this position; the tip at the moment of the call when left out. */
  readonly upTo?: number
  /** Newest first. */
  readonly reverse?: boolean
  readonly streams?: readonly string[]
  readonly categories?: readonly string[]
  readonly types?: readonly string[]
  /** Recorded at or after / at or before, epoch ms. */
  readonly sinceMs?: number
  readonly untilMs?: number
}

/** What a read of columns can be narrowed by. */
export type ColumnsQuery = Partial<Pick<ReadQuery, 'after' | 'upTo' | 'types' | 'categories'>>

/**
 * A run of events that follow each other, a column for each of their small facts: what a count needs, without making
 * an object an event or reading what events say. One element an event.
 */
export interface EventColumns {
  /** Of the first event of the run. */
  readonly firstPosition: number
  readonly count: number
  readonly timeMs: Float64Array
  /** Numbers that stand for names; the same ones in every run of one log. */
  readonly streamIds: Uint32Array
  readonly typeIds: Uint32Array
  readonly versions: Uint32Array
  /** Whether `JSON.parse` of every data text loses nothing. */
  readonly isExact: boolean
  streamName(streamId: number): string
  typeName(typeId: number): string
  /** Bytes of data and meta of an event, by its index in the run. */
  sizeBytes(index: number): number
  metaJson(index: number): string
  /** The data texts of the events from index `from` to before `to`, joined by commas. */
  dataJson(from: number, to: number): string
  /** The whole event, by its index in the run. */
  event(index: number): RecordedEvent
}

/** Position, hash and time of the last event; position 0, 64 zeros and -Infinity when the log is empty. */
export interface Tip {
  readonly position: number
  readonly hash: string
  readonly timeMs: number
}

/**
 * The one port of the project: a branch's log of events. Implemented by LMDB (`lmdb-log.ts`) and by an array
 * (`array-log.ts`), which is the oracle of the property tests.
 */
export interface EventLog {
  readonly branch: string
  readonly tip: Tip
  /**
   * Appends one batch atomically and durably: after it returns the events survive `kill -9` and a power cut.
   * @throws {VersionConflictError} {@link IdConflictError} {@link EventInvalidError} nothing was written.
   * @see es-append(1). Optimistic concurrency after Kung & Robinson, 1981.
   */
  append(request: AppendRequest): AppendReceipt
  /** The event at a position from 1 to the tip's; undefined outside. */
  at(position: number): RecordedEvent | undefined
  /** Events in order of position (or newest first), lazily. Appends made while it is drained are not seen. */
  read(query?: ReadQuery): IterableIterator<RecordedEvent>
  /**
   * The events of a range as columns, in order of position, in runs of some hundreds. `types` and `categories` only
   * leave out runs that have none of them: the others hold whatever stands between.
   */
  columns(query: ColumnsQuery): IterableIterator<EventColumns>
  /** The number of events in a stream; 0 when it does not exist. */
  versionOf(stream: string): number
  /** Where the n-th event of a stream stands, n from 1; undefined when there is none. */
  positionOf(stream: string, version: number): number | undefined
  /** The position of the last event recorded at or before a time; 0 when there is none. */
  positionAt(timeMs: number): number
  /** The event with exactly this id; undefined when there is none. */
  positionOfId(id: string): number | undefined
  /** Positions of the events whose id begins so, at most `limit`, ascending. */
  positionsOfIdPrefix(prefix: string, limit: number): number[]
  /** The chain's hash at a position from 0 to the tip's. */
  hashAt(position: number): string
}

/** A stream's category: the text before its first `-`, or the whole name. */
export function categoryOf(stream: string): string {
  const dash = stream.indexOf('-')
  return dash === -1 ? stream : stream.slice(0, dash)
}
