import { DiskFailedError, EsError, StoreBusyError, StoreDamagedError } from '../errors.ts'
import { fileFailure } from './disk-reason.ts'
import { diskFull, roomBytes } from './disk-room.ts'

/** What LMDB and the file system call their failures: `errno`, or LMDB's own numbers. */
const errno = { EIO: 5, ENOSPC: 28, EROFS: 30, EDQUOT: 122 } as const
const invalid_argument = 22
const lmdb = {
  PAGE_NOTFOUND: -30797,
  CORRUPTED: -30796,
  PANIC: -30795,
  INVALID: -30793,
  MAP_FULL: -30792,
} as const
const lmdb_readers_full = -30790
const lmdb_bad_transaction = -30782

/** A short write has no `errno` of its own: LMDB calls it an I/O error, and then there is no room left. */
const full_disk_bytes = 64 * 1024

/**
 * Gives a failure of LMDB or of the disk under a store its name; anything else comes back as it is.
 * @param directory the `.es` folder of a write, to see whether the disk is full
 */
export function namedFailure(error: unknown, directory?: string): unknown {
  if (error instanceof EsError || !(error instanceof Error)) return error
  switch (numberOf(error)) {
    case errno.EIO:
    case errno.EROFS:
      return directory !== undefined && roomBytes(directory) < full_disk_bytes
        ? diskFull(error)
        : isOfNode(error)
          ? fileFailure(error)
          : diskFailed(error)
    case errno.ENOSPC:
    case errno.EDQUOT:
    case lmdb.MAP_FULL:
      return diskFull(error)
    // After a failed write of the header LMDB refuses everything; a write transaction then says EINVAL.
    case invalid_argument:
    case lmdb.PANIC:
      return new DiskFailedError('the disk failed before: this process can do nothing more with the store', {
        cause: error,
      })
    case lmdb.PAGE_NOTFOUND:
    case lmdb.CORRUPTED:
    case lmdb.INVALID:
    case lmdb_bad_transaction:
      return new StoreDamagedError(`the store is damaged: ${reasonOf(error)}`, {
        hint: "look at it with 'es fsck'",
        cause: error,
      })
    case lmdb_readers_full:
      return new StoreBusyError('too many processes read the store: there is no place for one more', {
        cause: error,
      })
    default:
      return fileFailure(error)
  }
}

/** What LMDB says of a mutex that was destroyed. */
export function isInvalidArgument(error: unknown): boolean {
  return error instanceof Error && numberOf(error) === invalid_argument
}

/** LMDB gives a number, Node a name such as 'ENOSPC'. */
function numberOf(error: Error): number | undefined {
  const { code } = error as { code?: unknown }
  return typeof code === 'number' ? code : (errno as Record<string, number>)[String(code)]
}

function isOfNode(error: Error): boolean {
  return (error as NodeJS.ErrnoException).syscall !== undefined
}

function diskFailed(cause: Error): DiskFailedError {
  return new DiskFailedError(`the disk failed: ${reasonOf(cause)}`, { cause })
}

/** LMDB adds its own counters after the reason. */
function reasonOf(error: Error): string {
  const [name, reason] = error.message.split(': ') as [string, string?]
  const text = name.startsWith('MDB_') ? (reason ?? name) : name
  return text.charAt(0).toLowerCase() + text.slice(1)
}
