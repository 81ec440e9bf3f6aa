import { hash } from 'node:crypto'
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { WorktreeEditedError } from '../errors.ts'
import { diskFailed, onDisk } from './disk-failure.ts'

/** What stands at a path: a regular file, nothing, or something that a checkout never puts there (a link, a folder). */
export type Standing =
  | { readonly kind: 'file'; readonly sizeBytes: number; readonly mtimeMs: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'other' }

/**
 * The files below one store's `state/`. Paths are relative to it, with `/`: `orders/order-42.json`.
 *
 * Nothing outside is ever read or written: `state` and the folder of each file are proved to be real folders, not
 * links, before each use, files are opened without following links, and a file is put in place by a rename, which
 * replaces a link instead of following it. (Node has no `openat`: a folder that the same user swaps between the proof
 * and the rename is not defended.)
 */
export class TreeFiles {
  readonly #root: string

  /** @param folder the one that holds `.es/`. */
  constructor(folder: string) {
    this.#root = join(folder, 'state')
  }

  standing(path: string): Standing {
    if (!this.folderExists(dirname(path))) return { kind: 'missing' }
    const stats = onDisk('look at', path, () => lstatSync(this.#at(path), { throwIfNoEntry: false }))
    if (stats === undefined) return { kind: 'missing' }
    return stats.isFile()
      ? { kind: 'file', sizeBytes: stats.size, mtimeMs: stats.mtimeMs }
      : { kind: 'other' }
  }

  /** Whether `state` and the folder are there and real: neither is a link. */
  folderExists(folder: string): boolean {
    return this.#chain(folder).every((path) =>
      lstatSync(this.#at(path), { throwIfNoEntry: false })?.isDirectory(),
    )
  }

  /** The digest of a regular file's bytes; undefined for anything else. */
  digest(path: string): string | undefined {
    if (!this.folderExists(dirname(path))) return undefined
    try {
      const file = openSync(this.#at(path), constants.O_RDONLY | noFollow | nonBlocking)
      try {
        return fstatSync(file).isFile() ? hash('sha256', readFileSync(file), 'hex') : undefined
      } finally {
        closeSync(file)
      }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT' || code === 'ELOOP' || code === 'EMLINK') return undefined
      throw diskFailed('read', path, error)
    }
  }

  /** @throws {WorktreeEditedError} `state` or the folder is a link, or no folder at all. */
  checkFolder(folder: string): void {
    for (const path of this.#chain(folder)) {
      const stats = lstatSync(this.#at(path), { throwIfNoEntry: false })
      if (stats === undefined || stats.isDirectory()) continue
      const what = stats.isSymbolicLink() ? 'a symbolic link' : 'not a folder'
      throw new WorktreeEditedError(`'${join('state', path)}' is in the way: it is ${what}`, {
        hint: 'move it away',
      })
    }
  }

  /** Replaces or makes a file, so that readers see the old text or the new one. Returns what then stands there. */
  write(path: string, temporary: string, text: string): { sizeBytes: number; mtimeMs: number } {
    const folder = dirname(path)
    this.#makeFolder(folder)
    const temporaryPath = this.#at(`${folder}/${temporary}`)
    return onDisk('write', path, () => {
      const stats = writeNew(temporaryPath, text)
      try {
        renameSync(temporaryPath, this.#at(path))
      } catch (error) {
        rmSync(temporaryPath, { force: true })
        throw error
      }
      return { sizeBytes: stats.size, mtimeMs: stats.mtimeMs }
    })
  }

  /** Removes a regular file; leaves anything else, and says nothing when there is none. */
  remove(path: string): void {
    if (this.standing(path).kind === 'file') onDisk('remove', path, () => unlinkSync(this.#at(path)))
  }

  /** Removes a folder that is empty; leaves any other. */
  removeEmptyFolder(folder: string): void {
    if (!this.folderExists(folder)) return
    try {
      rmdirSync(this.#at(folder))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw diskFailed('remove', folder, error)
    }
  }

  /** Makes `state` itself, where it is not there. */
  makeRoot(): void {
    this.#makeFolder('')
  }

  #makeFolder(folder: string): void {
    this.checkFolder(folder)
    for (const path of this.#chain(folder)) {
      if (lstatSync(this.#at(path), { throwIfNoEntry: false }) !== undefined) continue
      // The store is private to its user; so is what is laid out of it, until its user says otherwise.
      onDisk('make', path, () => mkdirSync(this.#at(path), { mode: 0o700 }))
    }
  }

  /** `state` and the folder below it. */
  #chain(folder: string): readonly string[] {
    return ['', folder]
  }

  #at(path: string): string {
    return join(this.#root, path)
  }
}

// Windows has neither; a link needs a privilege there, and a named pipe has no place in a folder.
const noFollow = constants.O_NOFOLLOW ?? 0
const nonBlocking = constants.O_NONBLOCK ?? 0

function writeNew(path: string, text: string): { size: number; mtimeMs: number } {
  const file = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | noFollow, 0o666)
  try {
    writeFileSync(file, text)
    return fstatSync(file)
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  } finally {
    closeSync(file)
  }
}
