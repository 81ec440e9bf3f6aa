import type { ResolvedRevision, RevisionContext } from './context.ts'
import { malformed } from './malformed.ts'
import { resolveRevision } from './resolve.ts'

/** The events after `from`, up to and including `to`; none when `from` is not before `to`. */
export interface ResolvedRange {
  readonly from: number
  readonly to: number
  readonly branch: string
  readonly warnings: readonly string[]
}

/**
 * The two ends of `A..B`, a missing one being `HEAD`; undefined when the text is one revision.
 * The `..` is the first outside of `{…}`: a text after `:/` cannot hold one in a range.
 *
 * @throws {RevisionMalformedError} a second `..`, or the three dots of git, which mean nothing in a line of events.
 */
export function splitRange(text: string): { from: string; to: string } | undefined {
  const dots = findDots(text, 0)
  if (dots === -1) return undefined
  const end = dots + 2
  if (text[end] === '.') throw malformed(text, end, "a range has two dots, 'A..B'")
  const second = findDots(text, end)
  if (second !== -1) throw malformed(text, second, "a range has two ends, 'A..B'")
  return { from: text.slice(0, dots) || 'HEAD', to: text.slice(end) || 'HEAD' }
}

/**
 * The positions that a range means. `A..B`: the events after A up to B. One revision R: `ROOT..R`. Nothing: `ROOT..HEAD`.
 *
 * @throws as {@link resolveRevision}.
 */
export function resolveRange(text: string | undefined, context: RevisionContext): ResolvedRange {
  if (text === undefined) return resolveRange('HEAD', context)
  const ends = splitRange(text)
  if (ends === undefined) {
    const { position, branch, warnings } = resolveRevision(text, context)
    return { from: 0, to: position, branch, warnings }
  }
  const [from, to] = [resolveRevision(ends.from, context), resolveRevision(ends.to, context)]
  return { from: from.position, to: to.position, branch: to.branch, warnings: mergedWarnings(from, to) }
}

function mergedWarnings(from: ResolvedRevision, to: ResolvedRevision): string[] {
  return [...new Set([...from.warnings, ...to.warnings])]
}

/** The words in `@{…}` may hold dots. */
function findDots(text: string, start: number): number {
  for (const { 0: found, index } of text.matchAll(/@\{[^}]*\}?|\.\./g))
    if (found === '..' && index >= start) return index
  return -1
}
