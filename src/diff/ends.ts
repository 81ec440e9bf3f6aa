import { UsageError } from '../errors.ts'
import { splitRange } from '../revision/range.ts'

/** The revisions that are compared; `from` is undefined for the position of the work tree. */
export interface DiffEnds {
  readonly from: string | undefined
  readonly to: string
}

/** `A B`, `A..B`; `A`: A and HEAD; nothing: the work tree and HEAD. @throws {UsageError} {@link RevisionMalformedError} */
export function diffEnds(first: string | undefined, second: string | undefined): DiffEnds {
  if (first === undefined) return { from: undefined, to: 'HEAD' }
  const range = splitRange(first)
  if (range === undefined) return { from: first, to: second ?? 'HEAD' }
  if (second !== undefined)
    throw new UsageError(`'${first}' names both ends already, '${second}' is one too many`)
  return range
}
