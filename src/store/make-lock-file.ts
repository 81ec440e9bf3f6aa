import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileAt, isSameFile } from './descriptors.ts'
import { namedFailure } from './lmdb-failure.ts'

/** A little more than LMDB's lock table for 1,024 readers. */
const lock_file_bytes = 69_632
const making_attempts = 3
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Writes out a store's lock file. LMDB would make a file with a hole, and touching that on a full disk ends the process;
 * here a full disk is an error that can be caught. Where another process makes one first, that one stays.
 *
 * It has its name only when it is complete: written under its name, the zeros of a process that was stopped meanwhile
 * would wipe out the locks of those who have opened the store since.
 */
export function makeLockFile(path: string): void {
  for (let left = making_attempts; ; left--) {
    const stage = `${path}.${randomUUID()}`
    try {
      write(stage)
      linkSync(stage, path)
      return
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EEXIST') return
      // The folder was renamed meanwhile, and there may be another.
      if (code !== 'ENOENT' || left === 1) throw namedFailure(error)
    } finally {
      rmSync(stage, { force: true })
    }
  }
}

function write(path: string): void {
  const file = openSync(path, 'wx', 0o600)
  try {
    writeFileSync(file, Buffer.alloc(lock_file_bytes))
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/**
 * Removes the second name of a file that a process left which was stopped or killed while it made the file. The
 * file itself may be in use.
 */
export function clearStages(lock: string): void {
  const folder = dirname(lock)
  for (const name of readdirSync(folder)) {
    const stage = join(folder, name)
    if (isStageOf(name, basename(lock)) && isSameFile(fileAt(stage), fileAt(lock)))
      rmSync(stage, { force: true })
  }
}

function isStageOf(name: string, lock: string): boolean {
  return name.startsWith(`${lock}.`) && uuid.test(name.slice(lock.length + 1))
}
