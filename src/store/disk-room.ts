import { statfsSync } from 'node:fs'
import { DiskFailedError } from '../errors.ts'

/** Left free on the disk: for the pages that a write touches besides its own bytes, and for readers' lock pages. */
const spare_bytes = 1024 * 1024

/** Free bytes where a folder is, for this user; infinite where the file system does not say. */
export function roomBytes(directory: string): number {
  try {
    const { bavail, bsize, blocks } = statfsSync(directory)
    return blocks === 0 ? Number.POSITIVE_INFINITY : bavail * bsize
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

/**
 * Refuses a write that the disk may have no room for, before LMDB tries it: LMDB 3.5.6 writes its message about a failed
 * write past the end of its buffer, which can end the process. Takes about 2 µs.
 * @throws {DiskFailedError}
 */
export function requireRoom(directory: string, writtenBytes: number): void {
  if (roomBytes(directory) < spare_bytes + 2 * writtenBytes) throw diskFull()
}

export function diskFull(cause?: unknown): DiskFailedError {
  return new DiskFailedError('the disk is full: nothing of this write was kept', { cause })
}
