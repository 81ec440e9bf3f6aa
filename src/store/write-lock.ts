import { readFileSync } from 'node:fs'
import type { LockFile } from './lock-file.ts'
import { mutex_kind_offset, robust_and_shared, writers_mutex_offset } from './lock-mutexes.ts'

/** Who is writing, as LMDB's lock file shows it to anybody who reads it. */
export interface WriteLockState {
  /** The thread that holds the lock; undefined when nobody does. */
  readonly holder: number | undefined
  /** The number of the last transaction that was committed. */
  readonly transaction: bigint
}

const lmdb_magic = 0xbeefc0de
const owner_offset = 8
/** Bits of the futex's word (futex(2)): the id of the thread that holds it, without `FUTEX_WAITERS` and `FUTEX_OWNER_DIED`. */
const thread_mask = 0x3fffffff
const read_bytes = 160

/**
 * Looks at the lock that LMDB's writers take, without touching it. LMDB itself can only wait for it, and while it waits
 * no other line of this process runs.
 */
export class WriteLock {
  readonly #file: LockFile
  readonly #bytes = Buffer.alloc(read_bytes)

  constructor(file: LockFile) {
    this.#file = file
  }

  /** Undefined where it cannot be told: only Linux with glibc shows it. Takes about 2 µs once the store is open. */
  look(): WriteLockState | undefined {
    const offset = writers_mutex_offset
    if (offset === undefined || !this.#file.read(this.#bytes, 0)) return undefined
    const bytes = this.#bytes
    if (
      bytes.readUInt32LE(0) !== lmdb_magic ||
      bytes.readUInt32LE(offset + mutex_kind_offset) !== robust_and_shared
    )
      return undefined
    const holder = bytes.readUInt32LE(offset) & thread_mask
    const owner = bytes.readUInt32LE(offset + owner_offset)
    if (holder !== 0 && owner !== 0 && owner !== holder) return undefined
    return { holder: holder === 0 ? undefined : holder, transaction: bytes.readBigUInt64LE(8) }
  }
}

/** The process that a thread belongs to. */
export function processOf(thread: number): number {
  try {
    const [, pid] = /^Tgid:\s+(\d+)$/m.exec(readFileSync(`/proc/${thread}/status`, 'utf8')) ?? []
    return pid === undefined ? thread : Number(pid)
  } catch {
    return thread
  }
}
