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

  constructor(root: LmdbTransactions, file: LockFile) {
    this.#root = root
    this.#native = (root as unknown as { env: NativeEnvironment }).env
    this.#file = file
  }

  /**
   * Whether the transaction that has just begun stands on the last commit. When it does not, the lock file is put right
   * while nobody else can begin, and the transaction must be given up before it touches a page.
   */
  isUnderThisTransaction(): boolean {
    const last = this.#native.info().lastTxnId
    if (this.#root.getWriteTxnId() === last + 1) return true
    this.#tellOf(last)
    return false
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
