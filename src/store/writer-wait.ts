import { setTimeout as sleep } from 'node:timers/promises'
import { StoreBusyError } from '../errors.ts'
import { processName } from './lock-holders.ts'
import { processOf, type WriteLock } from './write-lock.ts'

/** How long a writer waits for another when it does not say otherwise. */
export const default_wait_ms = 30_000

const longest_pause_ms = 10

/**
 * Waits while one and the same transaction of another process goes on. Returns as soon as nobody writes or the lock moves
 * on: then LMDB's own queue is short. Where the lock cannot be seen it returns at once, and LMDB waits without an end.
 *
 * The thread sleeps: signals that nobody handles end the process at once, handlers run only afterwards.
 *
 * @param waitMs 0: not at all; infinite: for ever
 * @throws {StoreBusyError} the transaction lasts longer.
 */
export function waitForTurn(lock: WriteLock, waitMs: number): void {
  for (const pauseMs of pausesOf(lock, waitMs)) Atomics.wait(never, 0, 0, pauseMs)
}

/**
 * The same without keeping the process from its other work.
 * @throws what the signal was aborted with.
 */
export async function waitForTurnAsync(lock: WriteLock, waitMs: number, signal?: AbortSignal): Promise<void> {
  for (const pauseMs of pausesOf(lock, waitMs)) {
    signal?.throwIfAborted()
    await sleep(pauseMs)
  }
  signal?.throwIfAborted()
}

const never = new Int32Array(new SharedArrayBuffer(4))

/** Pauses to make before the next look; ends when it is this process's turn. */
function* pausesOf(lock: WriteLock, waitMs: number): IterableIterator<number> {
  const first = lock.look()
  if (first?.holder === undefined) return
  const startMs = performance.now()
  for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, longest_pause_ms)) {
    const waitedMs = performance.now() - startMs
    if (waitedMs >= waitMs) throw busyWith(first.holder, waitMs)
    yield Math.min(pauseMs, waitMs - waitedMs)
    const now = lock.look()
    if (now?.holder !== first.holder || now.transaction !== first.transaction) return
  }
}

function busyWith(thread: number, waitMs: number): StoreBusyError {
  const waited = waitMs === 0 ? '' : `, and did not end within ${waitMs / 1000} s`
  return new StoreBusyError(`${processName(processOf(thread))} is writing to the store${waited}`, {
    hint: 'wait longer with --wait, or end that process',
  })
}
