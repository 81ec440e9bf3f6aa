import { accessSync, closeSync, constants, lstatSync, openSync, readSync, type Stats } from 'node:fs'
import { join } from 'node:path'
import { RefusedError, StoreDamagedError, StoreNotFoundError, UnsafeOwnerError } from '../errors.ts'
import { headerDamage } from './integrity/check-header.ts'
import { PageDamage } from './integrity/page-damage.ts'
import { PageFile } from './integrity/page-file.ts'
import { lmdb_magic, lmdb_version, meta_bytes, page_header_bytes } from './integrity/page-format.ts'
import { walkPages } from './integrity/page-walk.ts'
import { clearStages, makeLockFile } from './make-lock-file.ts'
import { mediumOf } from './medium.ts'
import { refuseRemote } from './remote-file-system.ts'

const header_bytes = page_header_bytes + meta_bytes

/**
 * Looks at a store's files with plain `fs` before LMDB maps them: an invalid file ends the process there, a link in
 * place of the lock file is overwritten, and a file of another user cannot be trusted.
 *
 * @param directory the `.es` folder
 * @param safeDirectories folders whose stores are opened whoever owns them (`ES_SAFE_DIRECTORY`)
 * @throws {StoreNotFoundError} {@link UnsafeOwnerError} {@link RefusedError} {@link StoreDamagedError}
 */
export function inspectFiles(directory: string, safeDirectories: readonly string[]): void {
  const folder = look(directory)
  if (folder === undefined) throw new StoreNotFoundError({ directory })
  if (!folder.isDirectory()) throw new RefusedError(`'${directory}' is not a folder of its own`)
  const safe = safeDirectories.includes(directory) || safeDirectories.includes(join(directory, '..'))
  if (!safe) {
    refuseForeign(directory, folder)
    refuseRemote(directory)
  }
  const data = inspectFile(join(directory, 'data.mdb'), safe)
  if (data === undefined)
    throw new StoreDamagedError(`the store '${directory}' has no data file`, {
      hint: "restore 'data.mdb' from a backup",
    })
  inspectHeader(join(directory, 'data.mdb'))
  inspectLockFile(directory, safe)
}

/**
 * LMDB reads without any lock when it may not write the lock file, and then a writer can pull pages from under it. That is
 * right only where nobody can write: a medium that is read-only, or a copy without a lock file on one that is so here.
 *
 * The lock file must never be opened and closed here: a process that closes any descriptor of a file loses all of its
 * POSIX locks on it (fcntl(2)), those of a store that it has open included, and the next process would start the lock
 * file anew under it.
 */
function inspectLockFile(directory: string, safe: boolean): void {
  const path = join(directory, 'lock.mdb')
  const isThere = inspectFile(path, safe, clearStages) !== undefined
  const medium = mediumOf(directory)
  if (medium === 'read-only here' && isThere && !safe)
    throw new UnsafeOwnerError(
      `'${directory}' is read-only here, but is not so elsewhere: reading would not be safe beside a writer`,
      { hint: 'copy the store, or list the folder in ES_SAFE_DIRECTORY if nobody writes to it' },
    )
  if (medium !== 'writable') return
  if (isThere) requireWritable(path)
  else makeLockFile(path)
}

function look(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false })
}

/** @param clear removes second names that are no harm: another process may make the file at any moment. */
function inspectFile(path: string, safe: boolean, clear?: (path: string) => void): Stats | undefined {
  let stats = look(path)
  if (clear !== undefined && stats !== undefined && stats.nlink > 1) {
    clear(path)
    stats = look(path)
  }
  if (stats === undefined) return undefined
  if (!stats.isFile()) throw new RefusedError(`'${path}' is not a plain file`)
  if (stats.nlink !== 1) throw new RefusedError(`'${path}' has a second name elsewhere (a hard link)`)
  if (!safe) refuseForeign(path, stats)
  return stats
}

function refuseForeign(path: string, stats: Stats): void {
  const self = process.geteuid?.()
  if (self === undefined) return
  if (stats.uid !== self)
    throw new UnsafeOwnerError(`'${path}' belongs to another user`, {
      hint: 'list the folder in ES_SAFE_DIRECTORY if you trust it',
    })
  if ((stats.mode & 0o022) !== 0)
    throw new UnsafeOwnerError(`'${path}' can be written by others`, {
      hint: "take the right from them with 'chmod go-w', or list the folder in ES_SAFE_DIRECTORY",
    })
}

/** The file must begin as one of LMDB's data format 2, and its two headers must agree. */
function inspectHeader(path: string): void {
  const first = beginning(path)
  if (first.length === 0) throw damaged(path, 'it is empty')
  if (first.length < header_bytes || first.readUInt32LE(24) !== lmdb_magic)
    throw damaged(path, 'it is not an LMDB file')
  if (first.readUInt32LE(28) !== lmdb_version)
    throw damaged(path, `its LMDB format is ${first.readUInt32LE(28)}, not ${lmdb_version}`)
  const reason = structureDamage(path)
  if (reason !== undefined) throw damaged(path, reason)
}

function beginning(path: string): Buffer {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const bytes = Buffer.alloc(header_bytes)
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0))
  } finally {
    closeSync(file)
  }
}

function structureDamage(path: string): string | undefined {
  let file: PageFile | undefined
  try {
    file = new PageFile(path)
    const [reason] = headerDamage(file)
    if (reason !== undefined || !isShort(file)) return reason
    // LMDB does not write the last pages when they are free; any other page that is not there ends the process.
    return walkPages(file).damage.length === 0
      ? undefined
      : `it has ${file.sizeBytes} bytes of ${fullBytes(file)}`
  } catch (error) {
    if (error instanceof PageDamage) return error.message
    throw error
  } finally {
    file?.close()
  }
}

function isShort(file: PageFile): boolean {
  return file.sizeBytes < fullBytes(file)
}

function fullBytes({ meta, pageBytes }: PageFile): number {
  return (meta.lastPage + 1) * pageBytes
}

function damaged(path: string, reason: string): StoreDamagedError {
  return new StoreDamagedError(`'${path}' is damaged: ${reason}`, {
    hint: "restore it from a backup, or save what is whole with 'es repair DIR'",
  })
}

function requireWritable(path: string): void {
  try {
    accessSync(path, constants.W_OK)
  } catch (error) {
    throw new UnsafeOwnerError(`'${path}' cannot be written, so reading would not be safe beside a writer`, {
      hint: 'copy the store, or ask its owner for the right to write the lock file',
      cause: error,
    })
  }
}
