import { DetachedError } from '../errors.ts'
import type { EventLog } from '../store/event.ts'
import type { Store } from '../store/store.ts'

/**
 * The branch that an append goes to: the one that is named, else HEAD's.
 * @throws {DetachedError} HEAD is detached and no branch is named.
 */
export function appendBranch(store: Store, name: string | undefined): EventLog {
  const { head } = store.refs
  if (name !== undefined) return store.branch(name)
  if (head.position === undefined) return store.branch(head.branch)
  throw new DetachedError(`HEAD is detached at ${head.position}`, {
    hint: `append with --branch ${head.branch}, or go back with 'es checkout ${head.branch}'`,
  })
}
