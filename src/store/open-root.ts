import { open, type RootDatabase } from 'lmdb'
import { StoreNotFoundError, StoreReplacedError } from '../errors.ts'
import { claimedBy } from './claims.ts'
import { inspectFiles } from './inspect-files.ts'
import { isInvalidArgument, namedFailure } from './lmdb-failure.ts'
import { LockFile } from './lock-file.ts'
import { restoreMutexes } from './lock-mutexes.ts'
import { type OpenFiles, OpeningFiles } from './open-files.ts'
import type { RootOptions } from './root-options.ts'
import type { WriterTurn } from './writer-turn.ts'

/** Each is spoilt only by another process that closes the store, or replaces its file, in the same moment. */
const opening_attempts = 20

export interface OpenRoot {
  readonly root: RootDatabase<Buffer, Buffer>
  readonly files: OpenFiles
}

/**
 * Opens the files that the path leads to when it is done. Where another process put others in their place meanwhile, as a
 * compaction does, these are opened: until then nothing was read from the former ones, or written.
 *
 * @param turnOf the turn that opening for writing takes, since it takes LMDB's lock
 * @throws {StoreReplacedError} another process is about to put another file in the store's place.
 */
export function openRoot(
  directory: string,
  options: RootOptions,
  turnOf: (lockFile: LockFile | undefined) => WriterTurn | undefined,
): OpenRoot {
  for (let left = opening_attempts; ; left--) {
    const turn = turnOf(LockFile.of(directory))
    turn?.take()
    let root: RootDatabase<Buffer, Buffer>
    const opening = new OpeningFiles(directory)
    try {
      root = openMended(directory, options)
    } finally {
      turn?.end()
    }
    const replacer = claimedBy(directory, 'replacing')
    // After the mark: whoever replaces the file leaves its mark before it looks for openers, and removes it at the end.
    const files = opening.opened()
    const change = replacer === undefined ? files.change() : undefined
    if (replacer === undefined && change === undefined) return { root, files }
    files.close()
    closeNow(root)
    if (replacer !== undefined) throw new StoreReplacedError(replacer)
    if (change instanceof StoreNotFoundError) throw change
    if (change !== undefined && left === 1) throw change
    // Whom the files belong to was looked at before; these are others, and the lock file may be missing.
    inspectFiles(directory, [directory])
  }
}

/** At once: opened again before it is closed, lmdb would use the same files again. */
function closeNow(root: RootDatabase<Buffer, Buffer>): void {
  const { env } = root as unknown as { env: { close(): void } }
  void root.close()
  try {
    env.close()
  } catch {
    // It is closed already.
  }
}

function openMended(directory: string, options: RootOptions): RootDatabase<Buffer, Buffer> {
  for (let left = opening_attempts; ; left--) {
    try {
      return openLmdb(directory, options)
    } catch (error) {
      // Another process may have mended it since.
      const lockFile = LockFile.of(directory)
      const isMended = lockFile !== undefined && (restoreMutexes(lockFile) || isInvalidArgument(error))
      if (!isMended || left === 1) throw namedFailure(error, directory)
    }
  }
}

function openLmdb(
  directory: string,
  { readOnly, maxReaders = 1024 }: RootOptions,
): RootDatabase<Buffer, Buffer> {
  return open<Buffer, Buffer>({
    path: directory,
    noSubdir: false,
    readOnly,
    // The default acknowledges writes that a failed flush has lost, and lets a reader that opens first after a
    // power cut see pages that never reached the disk.
    overlappingSync: false,
    noSync: false,
    noMetaSync: false,
    useWritemap: false,
    mapAsync: false,
    noMemInit: false,
    cache: false,
    compression: false,
    encoding: 'binary',
    keyEncoding: 'binary',
    maxDbs: 32,
    maxReaders,
    permissionsMode: 0o600,
  } as Parameters<typeof open>[0] & { path: string }) as RootDatabase<Buffer, Buffer>
}
