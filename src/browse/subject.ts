import type { ReadModelReader } from '../projection/reader.ts'
import { changedLines, type DocumentLine, documentLines } from './document-lines.ts'
import { isSayable } from './sayable.ts'
import { type DocumentPlace, isSamePlace, type Touched, touchedBy } from './touched.ts'

/** A longer document is not laid out: it would take longer than a person waits for a key. */
const most_laid_out_length = 256 * 1024

/** The document that is looked at, as of a position. */
export interface Subject {
  readonly position: number
  /** All that the event at the position touches. */
  readonly touched: Touched
  /** Undefined when there is nothing to show. */
  readonly document: SubjectDocument | undefined
}

export interface SubjectDocument {
  readonly place: DocumentPlace
  /** Whether the event at the position touches it. */
  readonly isTouched: boolean
  /** Undefined where there is no document at the position. */
  readonly json: string | undefined
  readonly lines: readonly DocumentLine[]
  /** Of `lines`, by index: those that the event changed. */
  readonly changed: ReadonlySet<number>
  /** Why there are no lines: it is too long, or its projection failed. */
  readonly problem: string | undefined
}

export interface SubjectChoice {
  /** The document that is shown whatever the event. */
  readonly pinned: DocumentPlace | undefined
  /** The read model whose document is preferred when an event touches several. */
  readonly projection: string | undefined
  /** What was shown last: it stays when an event touches nothing. */
  readonly last: DocumentPlace | undefined
}

/** What to show of the read models at a position: the pinned document, else the one that the event touches. */
export function subjectAt(reader: ReadModelReader, position: number, choice: SubjectChoice): Subject {
  const touched = touchedBy(reader, position)
  const place = choice.pinned ?? chosenPlace(touched.places, choice)
  const document = place && documentAt(reader, position, place, touched.places)
  return { position, touched, document }
}

function chosenPlace(
  places: readonly DocumentPlace[],
  { projection, last }: SubjectChoice,
): DocumentPlace | undefined {
  const preferred = places.filter((place) => place.projection === projection)
  return (
    preferred.find((place) => isSamePlace(place, last)) ??
    preferred[0] ??
    places.find((place) => isSamePlace(place, last)) ??
    places[0] ??
    last
  )
}

function documentAt(
  reader: ReadModelReader,
  position: number,
  place: DocumentPlace,
  places: readonly DocumentPlace[],
): SubjectDocument {
  const isTouched = places.some((touched) => isSamePlace(touched, place))
  const nothing = { place, isTouched, json: undefined, lines: [], changed: new Set<number>() }
  try {
    const json = reader.get(place.projection, place.key, position)
    const before = isTouched ? reader.get(place.projection, place.key, position - 1) : json
    const length = Math.max(json?.length ?? 0, before?.length ?? 0)
    if (length > most_laid_out_length)
      return { ...nothing, json, problem: `too long to be laid out here: ${length} characters` }
    const lines = documentLines(json)
    const changed = json === before ? nothing.changed : changedLines(documentLines(before), lines)
    return { place, isTouched, json, lines, changed, problem: undefined }
  } catch (error) {
    if (!isSayable(error)) throw error
    return { ...nothing, problem: error.message }
  }
}
