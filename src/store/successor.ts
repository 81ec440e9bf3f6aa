import { mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { flush } from './new-folder.ts'
import { discardTemporary, keepTemporary } from './temporaries.ts'

/** Its name in the `.es` folder. */
export const successor_folder = 'successor'

/** A folder inside the store's, for a file that is to take the place of the store's own. */
export class Successor {
  readonly folder: string
  readonly #directory: string

  /** What a process that was killed left there is thrown away. Only while no other process can open the store. */
  constructor(directory: string) {
    this.#directory = directory
    this.folder = join(directory, successor_folder)
    this.discard()
    keepTemporary(this.folder)
    mkdirSync(this.folder, { mode: 0o700 })
  }

  /** Puts a proven file of the folder in the store's place, by one rename, while nobody writes to that. */
  takePlace(file: string): void {
    flush(file)
    renameSync(file, join(this.#directory, 'data.mdb'))
    flush(this.#directory)
    this.discard()
  }

  discard(): void {
    discardTemporary(this.folder)
  }
}
