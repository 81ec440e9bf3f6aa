import { isDeepStrictEqual } from 'node:util'
import { UsageError } from '../errors.ts'
import type { ReadModelReader } from '../projection/reader.ts'
import { splitProjection } from '../revision/document.ts'
import { unknownProjection } from '../revision/unknown-projection.ts'
import type { EventLog } from '../store/event.ts'

/** Which documents, the place in them, and the value: `orders/order-42/status=paid`. */
interface GivenValue {
  readonly projection: string
  /** The place in the document with this key; undefined when that document is not meant. */
  readonly pathIn: (key: string) => readonly string[] | undefined
  readonly isValue: (value: unknown) => boolean
}

/** For how many positions at once it is asked whether a document is touched at all. */
const stretch_positions = 256

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
  const tests = readingsOf(text, reader.names).map((given) => readingGiven(given, reader, log))
  return (event) => tests.some((isGiven) => isGiven(event))
}

function readingGiven(
  given: GivenValue,
  reader: ReadModelReader,
  log: EventLog,
): (event: { readonly position: number }) => boolean {
  let stretch = { from: -1, upTo: -1, isTouched: false }
  return ({ position }) => {
    // Most of a history does not touch the documents that are meant, and that is cheap to know.
    if (position <= stretch.from || position > stretch.upTo) {
      const from = Math.floor((position - 1) / stretch_positions) * stretch_positions
      const upTo = Math.min(from + stretch_positions, log.tip.position)
      stretch = { from, upTo, isTouched: touchedKeys(given, reader, from, upTo).length > 0 }
    }
    return stretch.isTouched && isGivenAt(position, given, reader)
  }
}

function isGivenAt(position: number, given: GivenValue, reader: ReadModelReader): boolean {
  return touchedKeys(given, reader, position - 1, position).some((key) => {
    const hasValue = (at: number): boolean => {
      const json = reader.get(given.projection, key, at)
      return json !== undefined && given.isValue(valueIn(JSON.parse(json), given.pathIn(key) ?? []))
    }
    return hasValue(position) && !hasValue(position - 1)
  })
}

function touchedKeys(given: GivenValue, reader: ReadModelReader, from: number, upTo: number): string[] {
  return reader.changedKeys(given.projection, from, upTo).filter((key) => given.pathIn(key) !== undefined)
}

function readingsOf(text: string, projections: readonly string[]): GivenValue[] {
  const readings: GivenValue[] = []
  for (let sign = text.indexOf('='); sign !== -1; sign = text.indexOf('=', sign + 1)) {
    const { projection, rest } = splitProjection(text.slice(0, sign))
    if (rest !== undefined)
      readings.push({ projection, pathIn: pathsBy(rest), isValue: valueTest(text.slice(sign + 1)) })
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
function pathsBy(rest: string): GivenValue['pathIn'] {
  const [first, ...path] = rest.split('/')
  if (first === '*') return () => path
  return (key) => {
    if (key === rest) return []
    return rest.startsWith(`${key}/`) ? rest.slice(key.length + 1).split('/') : undefined
  }
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
