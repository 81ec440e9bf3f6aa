import { accessSync, closeSync, constants, openSync, readSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { descriptorOf } from './descriptors.ts'

/** LMDB's lock file, as bytes. LMDB maps it into memory, and sees at once what is written to it. */
export class LockFile {
  readonly #path: string
  /** LMDB's own descriptor once this process has the store open; where it cannot be found, one that is never closed. */
  #descriptor: number | undefined

  /**
   * @param directory the `.es` folder
   * @param descriptor LMDB's own
   * @returns undefined where there is none that can be written: on a medium that nobody can write, LMDB uses none.
   */
  static of(directory: string, descriptor?: number): LockFile | undefined {
    const path = join(directory, 'lock.mdb')
    return descriptor !== undefined || canBeWritten(path) ? new LockFile(path, descriptor) : undefined
  }

  private constructor(path: string, descriptor: number | undefined) {
    this.#path = path
    this.#descriptor = descriptor
  }

  /** Fills the bytes from a place in the file; false when it is shorter, or gone. Takes about 2 µs once the store is open. */
  read(bytes: Buffer, offset: number): boolean {
    this.#descriptor ??= descriptorOf(this.#path)
    if (this.#descriptor !== undefined)
      return readSync(this.#descriptor, bytes, 0, bytes.length, offset) === bytes.length
    const file = this.#open('r')
    if (file === undefined) return false
    // This process has no lock on the file that closing it could lose.
    try {
      return readSync(file, bytes, 0, bytes.length, offset) === bytes.length
    } finally {
      closeSync(file)
    }
  }

  /** Writes into the file of an environment that this process has open. */
  write(bytes: Buffer, offset: number): void {
    this.#descriptor ??= descriptorOf(this.#path) ?? this.#open('r+')
    if (this.#descriptor !== undefined) writeSync(this.#descriptor, bytes, 0, bytes.length, offset)
  }

  /** Undefined when the file is gone: who has replaced the store's file removes it. */
  #open(flags: 'r' | 'r+'): number | undefined {
    try {
      return openSync(this.#path, flags)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  }
}

function canBeWritten(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK)
    return true
  } catch {
    return false
  }
}
