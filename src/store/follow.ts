import { join } from 'node:path'
import { RevisionUnknownError } from '../errors.ts'
import type { EventLog, ReadQuery, RecordedEvent } from './event.ts'
import { FileChanges } from './file-changes.ts'

const breath_events = 1000

/** What a follower needs of a store. */
export interface Followed {
  readonly directory: string
  readonly log: EventLog
  refresh(): void
}

export interface FollowOptions extends Pick<ReadQuery, 'after' | 'streams' | 'categories' | 'types'> {
  /** Ends the iteration, quietly. */
  readonly signal?: AbortSignal
  /** How often to look where the file system tells nothing; 250 when left out. */
  readonly pollMs?: number
}

/**
 * The events after a position, and then those that any process appends, as they come: each once, in order of position,
 * with no seam between history and live. Goes on until the caller stops it or `signal` does; keeps the process alive
 * while it waits.
 *
 * @throws {StoreStaleError} {@link StoreNotFoundError} the store's file was replaced or removed while it was followed.
 * @throws {RevisionUnknownError} the position is beyond the tip: events that come before it would be skipped silently.
 */
export async function* follow(
  store: Followed,
  options: FollowOptions = {},
): AsyncGenerator<RecordedEvent, void> {
  const { signal, pollMs = 250, after = 0, ...filter } = options
  const file = join(store.directory, 'data.mdb')
  const changes = new FileChanges(file)
  let seen = after
  let given = 0
  try {
    while (!signal?.aborted) {
      // Before the look, so that what comes after it is not missed.
      changes.forget()
      store.refresh()
      const tip = store.log.tip.position
      requireKnown(seen, tip)
      for (const event of store.log.read({ ...filter, after: seen, upTo: tip })) {
        yield event
        if (signal?.aborted) return
        if (++given % breath_events === 0) await breathe(store)
      }
      seen = tip
      await changes.next(pollMs, signal)
    }
  } finally {
    changes.close()
  }
}

/** A long history is given without holding back the process's other work, or the reuse of pages by writers. */
function breathe(store: Followed): Promise<void> {
  store.refresh()
  return new Promise((resolve) => setImmediate(resolve))
}

/**
 * Who goes on after a position has seen it: where the log ends before that, it is another log, or a restored one.
 * @throws {RevisionUnknownError}
 */
export function requireKnown(after: number, tip: number): void {
  if (after <= tip) return
  throw new RevisionUnknownError(`unknown revision '${after}': it is beyond the tip, ${tip}`, {
    hint: 'the store may be a restored one: begin at a position that it has',
  })
}
