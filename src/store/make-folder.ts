import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DiskFailedError, RefusedError } from '../errors.ts'
import { namedFailure } from './lmdb-failure.ts'

/**
 * Makes a folder, with those above it; one that is there already is left as it is. Not Node's `recursive`, which tries
 * for ever where no folder can be made, such as /proc.
 * @throws {RefusedError} something that is no folder is there, or on the way.
 * @throws {DiskFailedError}
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const above = dirname(path)
    if (code === 'EEXIST' && isFolder(path)) return
    if (code === 'EEXIST' || code === 'ENOTDIR') throw new RefusedError(`'${path}' is not a folder`)
    if (code !== 'ENOENT' || above === path) throw namedFailure(error)
    if (!isFolder(above)) makeFolder(above)
    makeFolderIn(above, path)
  }
}

/**
 * Makes a folder in one that is there.
 * @throws {DiskFailedError}
 */
export function makeFolderIn(above: string, path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw namedFailure(error)
    throw new DiskFailedError(`no folder can be made in '${above}'`, { cause: error })
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
  } catch {
    return false
  }
}
