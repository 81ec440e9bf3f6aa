import { compareDocuments, type DocumentDifference } from '../diff/compare.ts'
import { settler } from '../diff/settle.ts'
import type { ReadModelReader } from '../projection/reader.ts'
import { isSayable } from './sayable.ts'
import type { DocumentPlace } from './touched.ts'
import type { Work } from './work.ts'

/** Positions whose documents are looked for in one step, and documents that are compared in one. */
const step_positions = 4096
const step_documents = 32

/** So many differing documents are shown at the most, and of those only texts up to so long. */
const most_documents = 200
const most_text_length = 256 * 1024

/** The documents that differ between two positions, as far as they are shown. */
export interface Changes {
  readonly from: number
  readonly to: number
  readonly differences: readonly DocumentDifference[]
  /** More documents differ, or one is too long to be shown. */
  readonly isCut: boolean
  /** Of projections that failed. */
  readonly problems: readonly string[]
}

const settle = settler({})

/** What the events between two positions changed, from the earlier to the later whichever is first. */
export function* changesBetween(reader: ReadModelReader, a: number, b: number): Work<Changes> {
  const [from, to] = [Math.min(a, b), Math.max(a, b)]
  const { places, problems } = yield* placesBetween(reader, from, to)
  const differences: DocumentDifference[] = []
  let isCut = false
  for (const [index, place] of places.entries()) {
    if (differences.length === most_documents) return { from, to, differences, isCut: true, problems }
    try {
      const difference = differenceOf(reader, place, { from, to })
      if (difference === 'long') isCut = true
      else if (difference !== undefined) differences.push(difference)
    } catch (error) {
      if (!isSayable(error)) throw error
      if (!problems.includes(error.message)) problems.push(error.message)
    }
    if (index % step_documents === step_documents - 1) yield { done: index, total: places.length }
  }
  return { from, to, differences, isCut, problems }
}

function* placesBetween(
  reader: ReadModelReader,
  from: number,
  to: number,
): Work<{ places: DocumentPlace[]; problems: string[] }> {
  const places: DocumentPlace[] = []
  const problems: string[] = []
  for (const projection of reader.names) {
    const keys = new Set<string>()
    try {
      for (let after = from; after < to; after += step_positions) {
        const upTo = Math.min(to, after + step_positions)
        for (const key of reader.changedKeys(projection, after, upTo)) keys.add(key)
        if (upTo < to) yield { done: upTo - from, total: to - from }
      }
    } catch (error) {
      if (!isSayable(error)) throw error
      problems.push(error.message)
    }
    for (const key of keys) places.push({ projection, key })
  }
  return { places, problems }
}

function differenceOf(
  reader: ReadModelReader,
  { projection, key }: DocumentPlace,
  { from, to }: { from: number; to: number },
): DocumentDifference | 'long' | undefined {
  const [before, after] = [reader.get(projection, key, from), reader.get(projection, key, to)]
  if (Math.max(before?.length ?? 0, after?.length ?? 0) > most_text_length)
    return before === after ? undefined : 'long'
  return compareDocuments({ projection, key }, before, after, settle)
}
