import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { RefusedError } from '../errors.ts'
import { fileFailure } from './disk-reason.ts'
import { store_folder } from './find-store.ts'
import { makeFolder } from './make-folder.ts'
import { requirePath } from './path-text.ts'
import { discardTemporary, forgetTemporary, makeStage } from './temporaries.ts'

/** A folder with a store that appears under its name only when it is complete, and on disk. */
export class NewFolder {
  /** The `.es` folder to write into; not there yet. */
  readonly directory: string
  readonly #target: string
  readonly #stage: string

  /**
   * @param target must not exist, or be empty
   * @throws {RefusedError} there is something already.
   * @throws {DiskFailedError}
   */
  constructor(target: string) {
    requirePath('the folder', target)
    this.#target = resolve(target)
    if (!isFree(this.#target))
      throw new RefusedError(`'${target}' is not empty`, { hint: 'name a new or an empty folder' })
    const parent = dirname(this.#target)
    makeFolder(parent)
    this.#stage = makeStage(parent)
    this.directory = join(this.#stage, store_folder)
  }

  /** Makes the `.es` folder, with nothing in it but what keeps it out of git. */
  makeDirectory(): void {
    mkdirSync(this.directory, { mode: 0o700 })
    writeFileSync(join(this.directory, '.gitignore'), '*\n', { mode: 0o600 })
  }

  /** Flushes all that is in it, and gives it its name. */
  keep(): void {
    rmSync(join(this.directory, 'lock.mdb'), { force: true })
    for (const name of readdirSync(this.directory)) flush(join(this.directory, name))
    flush(this.directory)
    flush(this.#stage)
    renameSync(this.#stage, this.#target)
    forgetTemporary(this.#stage)
    flush(dirname(this.#target))
  }

  discard(): void {
    discardTemporary(this.#stage)
  }
}

function isFree(path: string): boolean {
  try {
    return readdirSync(path).length === 0
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR')
      throw new RefusedError(`'${path}' is not a folder`)
    throw fileFailure(error)
  }
}

/** Waits until a file or a folder is on the disk. */
export function flush(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
