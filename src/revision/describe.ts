import { RevisionUnknownError } from '../errors.ts'
import type { RefReader, Tag } from '../store/refs.ts'
import type { ResolvedRevision } from './context.ts'
import { globPattern } from './glob.ts'

export interface DescribeOptions {
  /** Only a tag at the position itself. */
  readonly exactMatch: boolean
  /** The position alone where there is no tag. */
  readonly always: boolean
  /** Names or globs: only tags that fit one. */
  readonly match?: readonly string[] | undefined
}

export interface Description {
  /** `v1`, `v1+211`, `211`: it names the position, as a revision. */
  readonly text: string
  /** Undefined where the text is the position. */
  readonly tag: Tag | undefined
  /** How many events after the tag, or after `ROOT`. */
  readonly distance: number
}

/**
 * A position by the nearest tag at or before it.
 * @throws {RevisionUnknownError} there is none, and `always` is not asked for.
 */
export function describeRevision(
  { position, branch }: ResolvedRevision,
  refs: RefReader,
  { exactMatch, always, match }: DescribeOptions,
): Description {
  const fits = match === undefined ? undefined : globPattern(match)
  const tags = refs.tags().filter(({ name }) => fits === undefined || fits.test(name))
  const tag = nearestTag(tags, branch, position)
  if (tag === undefined || (exactMatch && tag.position < position)) {
    if (always) return { text: String(position), tag: undefined, distance: position }
    throw noTag(position, exactMatch ? tag : undefined, exactMatch)
  }
  const distance = position - tag.position
  const name = refs.branches().includes(tag.name) ? `tag:${tag.name}` : tag.name
  return { text: distance === 0 ? name : `${name}+${distance}`, tag, distance }
}

/** The nearest tag at or before a position; of several there the one made last. */
export function nearestTag(tags: readonly Tag[], branch: string, position: number): Tag | undefined {
  let nearest: Tag | undefined
  for (const tag of tags) {
    if (tag.branch !== branch || tag.position > position) continue
    if (nearest === undefined || isNearer(tag, nearest)) nearest = tag
  }
  return nearest
}

function isNearer(tag: Tag, other: Tag): boolean {
  return tag.position === other.position ? tag.taggedMs >= other.taggedMs : tag.position > other.position
}

function noTag(position: number, before: Tag | undefined, exactMatch: boolean): RevisionUnknownError {
  const where = exactMatch ? `at ${position}` : `at ${position} or before`
  return new RevisionUnknownError(`there is no tag ${where}`, {
    hint:
      before === undefined
        ? '--always prints the position instead'
        : `the nearest is '${before.name}', ${position - before.position} before`,
  })
}
