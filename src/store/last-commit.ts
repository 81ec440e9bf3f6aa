import { StoreStaleError } from '../errors.ts'
import type { LmdbTransactions } from './lmdb-members.ts'
import type { LockFile } from './lock-file.ts'
import type { WriteLock } from './write-lock.ts'

/** Where `MDB_txninfo` keeps the number of the last transaction, after its magic number and its format. */
const transaction_offset = 8

/** What lmdb hands out of its native part and leaves out of its types. */
interface NativeEnvironment {
  /** `lastTxnId`: the number in the newer of the two meta pages. Takes about 2 µs. */
  info(): { readonly lastTxnId: number }
}

/**
 * Mends what LMDB does when a store is opened while another process commits. In lmdb 3.5.6, `mdb_env_open2` reads the
 * meta pages and some time later writes the transaction that it found there into the lock file, over the one that was
 * committed in between. The next writer then begins before that commit, and overwrites it: what was acknowledged is
 * lost, and pages are used twice (OpenLDAP's ITS#9496; there it was mended in 2021).
 */
export class LastCommit {
  readonly #root: LmdbTransactions
  readonly #native: NativeEnvironment
  readonly #file: LockFile
  /** The highest number that this process has seen in the file's own pages. */
  #seen = 0

  constructor(root: LmdbTransactions, file: LockFile) {
    this.#root = root
    this.#native = nativeOf(root)
    this.#file = file
  }

  /**
   * Whether the transaction that has just begun stands on the last commit. When it does not, the lock file is put right
   * while nobody else can begin, and the transaction must be given up before it touches a page.
   * @throws {StoreStaleError}
   */
  isUnderThisTransaction(): boolean {
    const last = this.requireAdvance()
    const own = this.#root.getWriteTxnId()
    if (own === last + 1) return true
    // lmdb goes on without a transaction when LMDB cannot begin one: its lock is of no use any more.
    if (own === 0) throw stale('the lock of the store cannot be taken')
    if (own > last + 1) throw wentBack()
    this.#tellOf(last)
    return false
  }

  /**
   * The last transaction in the file's own pages. Numbers only rise; where one falls, the content of the file was replaced
   * under the same inode, as `cp` does.
   * @throws {StoreStaleError}
   */
  requireAdvance(): number {
    const last = this.#native.info().lastTxnId
    if (last < this.#seen) throw wentBack()
    this.#seen = last
    return last
  }

  /**
   * For a process that only reads: its pages must be those that others write. On an overlay file system they are the ones
   * of the layer below, for ever, where the file was opened before the first write.
   * @throws {StoreStaleError}
   */
  requireShared(lock: WriteLock): void {
    // The number is in the pages before it is in the lock file.
    const told = lock.look()?.transaction ?? 0n
    if (told > this.requireAdvance()) throw stale('others write to another file than the one that was opened')
  }

  /**
   * After opening: shows the readers of every process the last commit again. A writer that is at work puts it right by
   * itself. Where the lock cannot be seen, readers may miss that commit until the next one.
   */
  showToReaders(lock: WriteLock): void {
    for (;;) {
      const seen = lock.look()
      const last = this.#native.info().lastTxnId
      if (seen === undefined || seen.transaction >= last) return
      // Committed in between the two looks, or about to be: then the file says so soon.
      const now = lock.look()
      if (now === undefined || now.holder !== undefined || now.transaction >= last) return
      this.#tellOf(last)
    }
  }

  #tellOf(transaction: number): void {
    const bytes = Buffer.alloc(8)
    bytes.writeBigUInt64LE(BigInt(transaction))
    this.#file.write(bytes, transaction_offset)
  }
}

/** The number of the last transaction in the newer of the two meta pages. */
export function lastTransactionOf(root: LmdbTransactions): number {
  return nativeOf(root).info().lastTxnId
}

function nativeOf(root: LmdbTransactions): NativeEnvironment {
  return (root as unknown as { env: NativeEnvironment }).env
}

function wentBack(): StoreStaleError {
  return stale('the content of the store was replaced by an older one while it was open')
}

function stale(message: string): StoreStaleError {
  return new StoreStaleError(message, { hint: 'open the store again' })
}
