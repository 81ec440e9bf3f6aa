import { UsageError } from '../errors.ts'
import type { ResolvedRevision } from '../revision/context.ts'
import type { Head, RefReader } from '../store/refs.ts'

/**
 * Where HEAD is to be: `as-of R`, `R`: at a position; `BRANCH`: attached to it, though a tag has the same name, as in
 * git; nothing: where it is.
 */
export function checkoutTarget(
  words: readonly string[],
  refs: RefReader,
  resolve: (revision: string) => ResolvedRevision,
): Head {
  const [first, second] = words
  if (first === undefined) return refs.head
  if (first === 'as-of') {
    if (second === undefined) throw new UsageError("missing argument REVISION after 'as-of'")
    return detachedAt(resolve(second))
  }
  if (second !== undefined)
    throw new UsageError(`unexpected argument '${second}'`, { hint: "see 'es checkout --help'" })
  return refs.branches().includes(first) ? { branch: first, position: undefined } : detachedAt(resolve(first))
}

function detachedAt({ branch, position }: ResolvedRevision): Head {
  return { branch, position }
}
