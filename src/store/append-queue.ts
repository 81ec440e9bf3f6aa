import type { AppendReceipt, AppendRequest, EventLog } from './event.ts'
import { type AppendOutcome, appendJoined, appendOne } from './joined-appends.ts'

/** A commit holds the lock that every writer waits for, so a group has no more events than this but for one request's own. */
const group_events = 5000

interface Waiting {
  readonly request: AppendRequest
  readonly resolve: (receipt: AppendReceipt) => void
  readonly reject: (error: unknown) => void
}

/** A store, or whatever commits like one. */
interface Committer {
  commit<T>(body: () => T): T
  turn(): Promise<void>
}

/**
 * Appends of callers that do not wait for one another: those of one turn of the event loop share one commit, and so one
 * flush of the disk. Each is all or nothing by itself, takes its place in the order of the calls, and is answered after
 * the commit, with its own conflict if it has one. A group commit after DeWitt et al., 1984.
 */
export class AppendQueue {
  readonly #store: Committer
  readonly #log: EventLog
  #waiting: Waiting[] = []

  constructor(store: Committer, log: EventLog) {
    this.#store = store
    this.#log = log
  }

  /**
   * Resolves when the events are durable. The request must not be changed until then.
   * @throws what `EventLog.append` throws; nothing of this request was written then
   */
  append(request: AppendRequest): Promise<AppendReceipt> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.push({ request, resolve, reject }) === 1) setImmediate(() => this.#flushInTurn())
    })
  }

  /** While another process writes, this one goes on with its other work. */
  async #flushInTurn(): Promise<void> {
    try {
      await this.#store.turn()
    } catch (error) {
      for (const { reject } of this.#take()) reject(error)
      return
    }
    this.flush()
  }

  #take(): Waiting[] {
    const waiting = this.#waiting
    this.#waiting = []
    return waiting
  }

  /** Commits what waits, now. */
  flush(): void {
    const waiting = this.#take()
    for (let from = 0; from < waiting.length; ) {
      let events = 0
      let to = from
      while (to < waiting.length && (to === from || events + sizeOf(waiting[to] as Waiting) <= group_events))
        events += sizeOf(waiting[to++] as Waiting)
      this.#commitGroup(waiting.slice(from, to))
      from = to
    }
  }

  /** Nobody is answered before the commit, not even with a conflict: what it is about may be rolled back with the rest. */
  #commitGroup(group: readonly Waiting[]): void {
    const requests = group.map(({ request }) => request)
    let outcomes: AppendOutcome[]
    try {
      outcomes = this.#store.commit(() => this.#appendAll(requests))
    } catch (error) {
      for (const { reject } of group) reject(error)
      return
    }
    for (const [index, { resolve, reject }] of group.entries()) {
      const outcome = outcomes[index] as AppendOutcome
      if ('receipt' in outcome) resolve(outcome.receipt)
      else reject(outcome.error)
    }
  }

  #appendAll(requests: readonly AppendRequest[]): AppendOutcome[] {
    for (const trusting of [true, false]) {
      try {
        return this.#store.commit(() => appendJoined(this.#log, requests, trusting))
      } catch {
        // Rolled back: one of them is not valid, expects another version, or all are too much for one append.
      }
    }
    return requests.map((request) => appendOne(this.#log, request))
  }
}

function sizeOf({ request }: Waiting): number {
  return request.events.length
}
