import { closeSync, openSync, writeSync } from 'node:fs'
import { copyFile, truncate } from 'node:fs/promises'
import type { LiveFile } from './integrity/live-file.ts'
import { namedFailure } from './lmdb-failure.ts'

/**
 * Copies a store's file as it stood when it was opened, though others go on writing: LMDB changes none of its pages
 * meanwhile, but the headers and what comes behind, which are put right in the copy. LMDB's own copy of a whole file waits
 * for the writers' lock, and so for a writer that is stopped. The copy is not flushed.
 *
 * @param to a file that is not there yet
 * @throws {DiskFailedError}
 */
export async function copyLive({ file }: LiveFile, to: string): Promise<void> {
  try {
    await copyFile(file.path, to)
    const fullBytes = (file.meta.lastPage + 1) * file.pageBytes
    if (file.sizeBytes > fullBytes) await truncate(to, fullBytes)
    writeHeaders(to, file.headers, file.pageBytes)
  } catch (error) {
    throw namedFailure(error)
  }
}

function writeHeaders(path: string, headers: readonly Buffer[], pageBytes: number): void {
  const file = openSync(path, 'r+')
  try {
    for (const [page, bytes] of headers.entries()) writeSync(file, bytes, 0, bytes.length, page * pageBytes)
  } finally {
    closeSync(file)
  }
}
