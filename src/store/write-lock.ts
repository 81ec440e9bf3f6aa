import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync, realpathSync } from 'node:fs'
import { join } from 'node:path'

/** Who is writing, as LMDB's lock file shows it to anybody who reads it. */
export interface WriteLockState {
  /** The thread that holds the lock; undefined when nobody does. */
  readonly holder: number | undefined
  /** The number of the last transaction that was committed. */
  readonly transaction: bigint
}

const lmdb_magic = 0xbeefc0de
/** Where glibc's mutex of the writers lies in `MDB_txninfo` of lmdb 3.5.6: after the reader's, on a cache line of its own. */
const mutex_offsets: Readonly<Record<string, number>> = { x64: 64, arm64: 128 }
const owner_offset = 8
const kind_offset = 16
/** Bits of the futex's word (futex(2)): the id of the thread that holds it, without `FUTEX_WAITERS` and `FUTEX_OWNER_DIED`. */
const thread_mask = 0x3fffffff
/** A mutex shared between processes that survives the death of its holder. */
const robust_and_shared = 0x90
const read_bytes = 160

/**
 * Looks at the lock that LMDB's writers take, without touching it. LMDB itself can only wait for it, and while it waits
 * no other line of this process runs.
 */
export class WriteLock {
  readonly #path: string
  /** LMDB's own descriptor of the lock file, once this process has the store open. */
  #descriptor: number | undefined
  readonly #bytes = Buffer.alloc(read_bytes)

  /** @param directory the `.es` folder */
  constructor(directory: string) {
    this.#path = realpathSync(join(directory, 'lock.mdb'))
  }

  /** Undefined where it cannot be told: only Linux with glibc shows it. Takes about 2 µs once the store is open. */
  look(): WriteLockState | undefined {
    const offset = mutex_offsets[process.arch]
    if (process.platform !== 'linux' || offset === undefined || !this.#read()) return undefined
    const bytes = this.#bytes
    if (
      bytes.readUInt32LE(0) !== lmdb_magic ||
      bytes.readUInt32LE(offset + kind_offset) !== robust_and_shared
    )
      return undefined
    const holder = bytes.readUInt32LE(offset) & thread_mask
    const owner = bytes.readUInt32LE(offset + owner_offset)
    if (holder !== 0 && owner !== 0 && owner !== holder) return undefined
    return { holder: holder === 0 ? undefined : holder, transaction: bytes.readBigUInt64LE(8) }
  }

  #read(): boolean {
    this.#descriptor ??= descriptorOf(this.#path)
    if (this.#descriptor !== undefined)
      return readSync(this.#descriptor, this.#bytes, 0, read_bytes, 0) === read_bytes
    // This process has no lock on the file that closing it could lose.
    const file = openSync(this.#path, 'r')
    try {
      return readSync(file, this.#bytes, 0, read_bytes, 0) === read_bytes
    } finally {
      closeSync(file)
    }
  }
}

/** The descriptor that this process has open of a file: opening and closing another would lose all locks on it (fcntl(2)). */
function descriptorOf(path: string): number | undefined {
  for (const name of readdirSync('/proc/self/fd')) {
    try {
      if (readlinkSync(`/proc/self/fd/${name}`) === path) return Number(name)
    } catch {
      // The descriptor by which the list was read is closed by now.
    }
  }
  return undefined
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
