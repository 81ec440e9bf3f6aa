import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { claim, release, renew } from './claims.ts'
import { processName } from './lock-holders.ts'
import { processOf, type WriteLock } from './write-lock.ts'
import { busyWith, growingPauses, pause, untilLockMoves } from './writer-wait.ts'

/** A mark that is older is that of a process which is stopped, was killed, or has its turn: nobody gives way to it. */
const fresh_ms = 50
/** However many ask to be let in, a writer that gives way writes after this time. */
const longest_yield_ms = 1000
/** Longer than a process needs that has found no mark, from its look to LMDB's lock. */
const settling_ms = 1

interface TurnOptions {
  /** The `.es` folder. */
  readonly directory: string
  readonly lock: WriteLock
  readonly waitMs: number
  /** Never stand in LMDB's own queue, where no time-out and no handler of a signal ends the wait. */
  readonly isBounded: boolean
}

/**
 * When a process may go for LMDB's lock. LMDB can only wait for it, in a queue that ends neither at a time nor at a
 * signal, and the process at its head may be stopped.
 *
 * A command is bounded: it marks that it wants to write, waits until it finds the lock free, and only then goes for it. An
 * application stands in LMDB's queue, which hands the lock on at once, but first gives way to a fresh mark. So nobody
 * can come between a command's last look and the lock, but one that found no mark a moment before; a command settles that
 * moment. Nothing but waiting depends on any of it: the lock alone keeps writers apart.
 */
export class WriterTurn {
  readonly #directory: string
  readonly #mark: string
  readonly #lock: WriteLock
  readonly #waitMs: number
  readonly #isBounded: boolean
  #isTaken = false

  constructor({ directory, lock, waitMs, isBounded }: TurnOptions) {
    this.#directory = directory
    this.#mark = join(directory, 'turn')
    this.#lock = lock
    this.#waitMs = waitMs
    this.#isBounded = isBounded
  }

  /** @throws {StoreBusyError} another process writes for longer than the wait. */
  take(): void {
    for (const pauseMs of this.#pauses()) pause(pauseMs)
  }

  /**
   * The same without keeping the process from its other work. The turn is kept until `end`.
   * @throws what the signal was aborted with.
   */
  async takeAsync(signal?: AbortSignal): Promise<void> {
    try {
      for (const pauseMs of this.#pauses()) {
        signal?.throwIfAborted()
        await sleep(pauseMs)
      }
      signal?.throwIfAborted()
    } catch (error) {
      this.end()
      throw error
    }
  }

  /** After the write, or when it is given up. */
  end(): void {
    if (!this.#isTaken) return
    this.#isTaken = false
    release(this.#directory, 'turn')
  }

  #pauses(): IterableIterator<number> {
    return this.#isBounded ? this.#untilFree() : this.#untilShort()
  }

  *#untilShort(): IterableIterator<number> {
    const startMs = performance.now()
    while (this.#isWanted() && performance.now() - startMs < longest_yield_ms) yield 1
    yield* untilLockMoves(this.#lock, this.#waitMs)
  }

  #isWanted(): boolean {
    const stats = lstatSync(this.#mark, { throwIfNoEntry: false })
    return stats !== undefined && Math.abs(Date.now() - stats.mtimeMs) < fresh_ms
  }

  /** @throws {StoreBusyError} it is not this process's turn in time. */
  *#untilFree(): IterableIterator<number> {
    if (this.#isTaken) return
    const first = this.#lock.look()
    let writer = first?.holder
    let queued: string | undefined
    for (const pauseMs of growingPauses(Math.max(this.#waitMs, 1))) {
      queued = this.#isTaken ? undefined : claim(this.#directory, 'turn')
      if (queued === undefined) {
        this.#isTaken = true
        renew(this.#mark)
        const now = this.#lock.look()
        // Where the lock cannot be seen, LMDB waits without an end.
        if (now === undefined) return
        if (now.holder === undefined) {
          if (writer === undefined && now.transaction === first?.transaction) return
          yield settling_ms
          if (this.#lock.look()?.holder === undefined) return
        }
        writer = now.holder ?? writer
      }
      yield pauseMs
    }
    this.end()
    throw busyWith(
      queued ?? (writer === undefined ? 'another process' : processName(processOf(writer))),
      this.#waitMs,
    )
  }
}
