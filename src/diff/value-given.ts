import { isDeepStrictEqual } from 'node:util'
import { ProjectionFailedError, UsageError } from '../errors.ts'
import type { DocumentPair, ReadModelReader } from '../projection/reader.ts'
import { splitProjection } from '../revision/document.ts'
import { unknownProjection } from '../revision/unknown-projection.ts'
import type { EventLog } from '../store/event.ts'

/** Which documents, the place in them, and the value: `orders/order-42/status=paid`. */
interface GivenValue {
  readonly projection: string
  /** The keys that the text can mean; undefined where it means every document. */
  readonly keys: readonly string[] | undefined
  /** The place in the document with this key; undefined when that document is not meant. */
  readonly pathIn: (key: string) => readonly string[] | undefined
  readonly isValue: (value: unknown) => boolean
}

/** Positions that are looked at together: few at first, for whoever wants only the newest, then more. */
const first_positions = 16
const most_positions = 16_384
/** So many characters of documents are held for them, about. */
const most_chars = 32 * 1024 * 1024

/**
 * A test whether an event gave a document a value: the document has it after the event, and had not before.
 *
 * @param text `PROJECTION/KEY[/PATH]=VALUE`; `*` for KEY is any document. VALUE is JSON, or else a text.
 * Keys, names of members and texts may hold a `=`, so every one is tried as the one before VALUE.
 * @throws {UsageError} {@link ProjectionUnknownError}
 */
export function valueGiven(
  text: string,
  reader: ReadModelReader,
  log: EventLog,
): (event: { readonly position: number }) => boolean {
  const readings = readingsOf(text, reader.names).map((given) => new GivenStretches(given, reader, log))
  return ({ position }) => readings.some((stretches) => stretches.isGivenAt(position))
}

/** A document that a text can mean. */
export interface NamedDocument {
  readonly projection: string
  readonly key: string
}

/**
 * The documents that the text of `valueGiven` can mean, the one with the shortest key first; undefined where it means
 * every document of a read model.
 */
export function documentsGiven(text: string, projections: readonly string[]): NamedDocument[] | undefined {
  const documents: NamedDocument[] = []
  for (const { projection, keys } of readingsOf(text, projections)) {
    if (keys === undefined) return undefined
    documents.push(...keys.map((key) => ({ projection, key })))
  }
  return documents
}

/** The events that gave the value in one reading of the text, found for a stretch of positions at once. */
class GivenStretches {
  readonly #given: GivenValue
  readonly #reader: ReadModelReader
  readonly #log: EventLog
  #size = first_positions
  #from = 0
  /** Nothing is known yet: the first stretch ends with the position that is asked for. */
  #upTo = Number.POSITIVE_INFINITY
  #found: ReadonlySet<number> | undefined

  constructor(given: GivenValue, reader: ReadModelReader, log: EventLog) {
    this.#given = given
    this.#reader = reader
    this.#log = log
  }

  isGivenAt(position: number): boolean {
    if (this.#found === undefined || position <= this.#from || position > this.#upTo) this.#moveTo(position)
    return this.#found?.has(position) ?? false
  }

  #moveTo(position: number): void {
    const [from, upTo] =
      position > this.#upTo ? [position - 1, position - 1 + this.#size] : [position - this.#size, position]
    try {
      this.#look(from, upTo)
    } catch (error) {
      // What fails may be another event of the stretch, which is not asked for yet.
      if (!(error instanceof ProjectionFailedError)) throw error
      this.#look(position - 1, position)
    }
  }

  #look(from: number, upTo: number): void {
    const range = { from: Math.max(0, from), upTo: Math.min(upTo, this.#log.tip.position) }
    const { found, chars } = this.#givenIn(range)
    this.#from = range.from
    this.#upTo = range.upTo
    this.#found = found
    const fitting = Math.floor((most_chars / Math.max(1, chars)) * (upTo - from))
    this.#size = Math.max(1, Math.min(most_positions, this.#size * 2, fitting))
  }

  /** The positions at which it was given, and how many characters of documents were looked at for that. */
  #givenIn({ from, upTo }: { from: number; upTo: number }): { found: Set<number>; chars: number } {
    const { projection, pathIn } = this.#given
    const wants = (key: string) => pathIn(key) !== undefined
    const found = new Set<number>()
    let chars = 0
    const positions = Array.from({ length: upTo - from }, (_, index) => from + index + 1)
    for (const [position, pairs] of this.#reader.eventPairs(projection, positions, wants))
      for (const pair of pairs) {
        chars += (pair.before?.length ?? 0) + (pair.after?.length ?? 0)
        if (isGiven(this.#given, pair)) found.add(position)
      }
    return { found, chars }
  }
}

function isGiven({ pathIn, isValue }: GivenValue, { key, before, after }: DocumentPair): boolean {
  const hasValue = (json: string | undefined): boolean =>
    json !== undefined && isValue(valueIn(JSON.parse(json), pathIn(key) ?? []))
  return before !== after && hasValue(after) && !hasValue(before)
}

function readingsOf(text: string, projections: readonly string[]): GivenValue[] {
  const readings: GivenValue[] = []
  for (let sign = text.indexOf('='); sign !== -1; sign = text.indexOf('=', sign + 1)) {
    const { projection, rest } = splitProjection(text.slice(0, sign))
    if (rest !== undefined)
      readings.push({ projection, ...placesBy(rest), isValue: valueTest(text.slice(sign + 1)) })
  }
  const [first] = readings
  if (first === undefined)
    throw new UsageError(`'${text}' names no value of a document`, {
      hint: "write it 'PROJECTION/KEY/PATH=VALUE', with * for any KEY",
    })
  if (!projections.includes(first.projection)) throw unknownProjection(first.projection, projections)
  return readings
}

/** The key is not known yet: whatever the rest begins with may be one, since keys may hold a `/`. */
function placesBy(rest: string): Pick<GivenValue, 'keys' | 'pathIn'> {
  const words = rest.split('/')
  if (words[0] === '*') return { keys: undefined, pathIn: () => words.slice(1) }
  const places = new Map(words.map((_, at) => [words.slice(0, at + 1).join('/'), words.slice(at + 1)]))
  return { keys: [...places.keys()], pathIn: (key) => places.get(key) }
}

/** `100` is the number or the text, `paid` the text, `{"a":1}` the object. */
function valueTest(text: string): GivenValue['isValue'] {
  let parsed: unknown = text
  try {
    parsed = JSON.parse(text)
  } catch {
    // A text without quotes.
  }
  return (value) => value === text || isDeepStrictEqual(value, parsed)
}

/** Undefined where there is no such place. */
function valueIn(document: unknown, path: readonly string[]): unknown {
  let value = document
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  return value
}
