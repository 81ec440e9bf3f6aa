import { type EsError, StoreStaleError } from '../errors.ts'
import type { LastCommit } from './last-commit.ts'
import type { OpenFiles } from './open-files.ts'
import type { TableState } from './table.ts'
import type { WriteLock } from './write-lock.ts'

/** Within this time a read would have had the same answer if it had come a moment earlier. */
const look_interval_ms = 1

interface Guarded {
  readonly files: OpenFiles
  readonly readOnly: boolean
  /** Both undefined where there is no lock file. */
  readonly lastCommit: LastCommit | undefined
  readonly lock: WriteLock | undefined
  /** Fails for good when the store is another one: nothing that was read before fits to it. */
  readonly state: TableState
}

/**
 * Looks whether what this process has open is the store still: before and after everything that is acknowledged, and
 * before reading goes on.
 */
export class StoreGuard {
  readonly #from: Guarded
  #lookedMs = 0

  constructor(from: Guarded) {
    this.#from = from
  }

  /**
   * Before LMDB's lock is waited for: without its own lock on the file this process is not seen by others, which may have
   * begun the lock file anew.
   * @throws {StoreStaleError}
   */
  beforeLock(): void {
    this.#refuse(this.#from.files.lostLock())
  }

  /**
   * For what failed while LMDB's lock was waited for: in a folder that is gone, nothing can be waited for.
   * @throws {StoreStaleError} {@link StoreNotFoundError} when that is the reason.
   */
  afterFailure(): void {
    this.#refuse(this.#from.files.change())
  }

  /**
   * While nobody else can write, before anything is written. False: the transaction must be given up and begun again.
   * @throws {StoreStaleError} {@link StoreNotFoundError}
   */
  underLock(): boolean {
    const { files, lastCommit } = this.#from
    this.#refuse(files.change())
    return this.#heeding(() => lastCommit?.isUnderThisTransaction() !== false)
  }

  /**
   * Before a commit is acknowledged.
   * @throws {StoreStaleError} the files were replaced, removed or renamed meanwhile.
   */
  afterCommit(): void {
    const cause = this.#from.files.change()
    if (cause === undefined) return
    const message = `${cause.message}: whether the last change is in the store is not known`
    const hint = 'open the store again and look; an append with ids of its own can be repeated'
    this.#refuse(new StoreStaleError(message, { hint, cause }))
  }

  /**
   * Before a read.
   * @throws {StoreStaleError} {@link StoreNotFoundError}
   */
  beforeRead(): void {
    const nowMs = performance.now()
    if (nowMs - this.#lookedMs < look_interval_ms) return
    const { files, lastCommit, lock, readOnly } = this.#from
    this.#refuse(files.lostLock() ?? files.change())
    this.#heeding(() =>
      readOnly && lock !== undefined ? lastCommit?.requireShared(lock) : lastCommit?.requireAdvance(),
    )
    if (lock !== undefined) lastCommit?.showToReaders(lock)
    this.#lookedMs = nowMs
  }

  #heeding<T>(look: () => T): T {
    try {
      return look()
    } catch (error) {
      if (error instanceof StoreStaleError) this.#refuse(error)
      throw error
    }
  }

  #refuse(change: EsError | undefined): void {
    if (change === undefined) return
    this.#from.state.failure = change
    throw change
  }
}
