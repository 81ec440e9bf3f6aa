import {
  accessSync,
  closeSync,
  constants,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  realpathSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

/** LMDB's lock file, as bytes. LMDB maps it into memory, and sees at once what is written to it. */
export class LockFile {
  readonly #path: string
  /** LMDB's own descriptor once this process has the store open; where it cannot be found, one that is never closed. */
  #descriptor: number | undefined

  /**
   * @param directory the `.es` folder
   * @returns undefined where there is none that can be written: on a medium that nobody can write, LMDB uses none.
   */
  static of(directory: string): LockFile | undefined {
    const path = join(directory, 'lock.mdb')
    return canBeWritten(path) ? new LockFile(realpathSync(path)) : undefined
  }

  private constructor(path: string) {
    this.#path = path
  }

  /** Fills the bytes from a place in the file; false when it is shorter. Takes about 2 µs once the store is open. */
  read(bytes: Buffer, offset: number): boolean {
    this.#descriptor ??= descriptorOf(this.#path)
    if (this.#descriptor !== undefined)
      return readSync(this.#descriptor, bytes, 0, bytes.length, offset) === bytes.length
    // This process has no lock on the file that closing it could lose.
    const file = openSync(this.#path, 'r')
    try {
      return readSync(file, bytes, 0, bytes.length, offset) === bytes.length
    } finally {
      closeSync(file)
    }
  }

  /** Writes into the file of an environment that this process has open. */
  write(bytes: Buffer, offset: number): void {
    this.#descriptor ??= descriptorOf(this.#path) ?? openSync(this.#path, 'r+')
    writeSync(this.#descriptor, bytes, 0, bytes.length, offset)
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

/** The descriptor that this process has open of a file: opening and closing another would lose all locks on it (fcntl(2)). */
function descriptorOf(path: string): number | undefined {
  if (process.platform !== 'linux') return undefined
  for (const name of readdirSync('/proc/self/fd')) {
    try {
      if (readlinkSync(`/proc/self/fd/${name}`) === path) return Number(name)
    } catch {
      // The descriptor by which the list was read is closed by now.
    }
  }
  return undefined
}
