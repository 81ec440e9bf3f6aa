import { resolveRevision } from '../revision/resolve.ts'
import type { EventLog } from '../store/event.ts'
import type { RefReader } from '../store/refs.ts'
import type { Store } from '../store/store.ts'
import { count, type Kind, requireKind } from './shape.ts'

const position: Kind = { ...count, words: `${count.words}, or a revision` }

/**
 * The position that a revision names, or that a number is. HEAD is the tip: the library knows no other.
 * @throws {UsageError} neither a position nor a text. {@link RevisionMalformedError} {@link TimeInvalidError}
 * {@link RevisionUnknownError} it names nothing, or lies beyond the tip.
 */
export function positionOf(asked: number | string, store: Store, log: EventLog): number {
  if (typeof asked !== 'string') {
    requireKind(position, 'a position', asked)
    if (asked <= log.tip.position) return asked
  }
  const refs = headless(store.refs, log.branch)
  const nowMs = store.ambient.nowMs()
  return resolveRevision(String(asked), { log, refs, nowMs, script: true }).position
}

function headless(refs: RefReader, branch: string): RefReader {
  return {
    head: { branch, position: undefined },
    tag: (name) => refs.tag(name),
    tags: () => refs.tags(),
    branches: () => refs.branches(),
    history: (ref) => refs.history(ref),
  }
}
