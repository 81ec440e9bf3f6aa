import type { LockFile } from './lock-file.ts'

/** Where glibc's mutexes lie in `MDB_txninfo` of lmdb 3.5.6, in bytes: the readers', the writers', and one for flushing. */
const offsets_by_arch: Readonly<Record<string, readonly [number, number, number]>> = {
  x64: [24, 64, 104],
  arm64: [24, 128, 176],
}
/** Of the kind of a mutex, from its beginning. */
export const mutex_kind_offset = 16
/** A mutex shared between processes that survives the death of its holder. */
export const robust_and_shared = 0x90
/** What `pthread_mutex_destroy` leaves of one. */
const destroyed = -1

/** Of this process's architecture; undefined where it is not known: only Linux with glibc is. */
export const writers_mutex_offset = offsets()?.[1]

function offsets(): readonly number[] | undefined {
  return process.platform === 'linux' ? offsets_by_arch[process.arch] : undefined
}

/**
 * Mends what LMDB does when a store is opened in the moment in which the last process that had it open closes it:
 * `mdb_env_close` destroys the mutexes, and who has opened meanwhile shares them with all who come, and can never lock.
 *
 * @returns whether there was anything to mend; then opening works
 */
export function restoreMutexes(file: LockFile): boolean {
  const kind = Buffer.alloc(4)
  let isMended = false
  for (const offset of offsets() ?? []) {
    if (!file.read(kind, offset + mutex_kind_offset) || kind.readInt32LE() !== destroyed) continue
    kind.writeInt32LE(robust_and_shared)
    file.write(kind, offset + mutex_kind_offset)
    isMended = true
  }
  return isMended
}
