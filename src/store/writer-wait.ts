import { StoreBusyError } from '../errors.ts'
import { processName } from './lock-holders.ts'
import { processOf, type WriteLock } from './write-lock.ts'

/** How long a writer waits for another when it does not say otherwise. */
export const default_wait_ms = 30_000

const longest_pause_ms = 10

/** The thread sleeps: signals that nobody handles end the process at once, handlers run only afterwards. */
export function pause(timeMs: number): void {
  Atomics.wait(never, 0, 0, timeMs)
}

const never = new Int32Array(new SharedArrayBuffer(4))

/** Growing pauses between two looks, until the time is up. */
export function* growingPauses(waitMs: number): IterableIterator<number> {
  const startMs = performance.now()
  for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, longest_pause_ms)) {
    const leftMs = waitMs - (performance.now() - startMs)
    if (leftMs <= 0) return
    yield Math.min(pauseMs, leftMs)
  }
}

/**
 * Pauses while one and the same transaction of another process goes on. It ends as soon as nobody writes or the lock
 * moves on: then LMDB's own queue is short. Where the lock cannot be seen it ends at once, and LMDB waits without an end.
 *
 * @param waitMs 0: not at all; infinite: for ever
 * @throws {StoreBusyError} the transaction lasts longer.
 */
export function* untilLockMoves(lock: WriteLock, waitMs: number): IterableIterator<number> {
  const first = lock.look()
  if (first?.holder === undefined) return
  for (const pauseMs of growingPauses(waitMs)) {
    yield pauseMs
    const now = lock.look()
    if (now?.holder !== first.holder || now.transaction !== first.transaction) return
  }
  throw busyWith(processName(processOf(first.holder)), waitMs)
}

/** @param writer the other process, in words */
export function busyWith(writer: string, waitMs: number): StoreBusyError {
  const waited = waitMs === 0 ? '' : `, and did not end within ${waitMs / 1000} s`
  return new StoreBusyError(`${writer} is writing to the store${waited}`, {
    hint: 'wait longer with --wait, or end that process',
  })
}
