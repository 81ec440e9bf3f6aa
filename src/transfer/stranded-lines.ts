import { closeSync, fsyncSync, openSync, readdirSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { RefusedError } from '../errors.ts'
import type { RecordedEvent } from '../store/event.ts'
import { makeFolder } from '../store/make-folder.ts'
import { requirePath } from '../store/path-text.ts'
import type { StrandedSink } from '../store/repair.ts'
import { eventLine } from './event-line.ts'

/** Files of events behind damage, one a stretch, in the lines of an export: `FIRST-LAST.jsonl`. */
export class StrandedLines implements StrandedSink {
  readonly #folder: string
  #file:
    | { readonly descriptor: number; readonly path: string; readonly first: number; last: number }
    | undefined

  /**
   * @param folder made when it is not there; must be empty
   * @throws {RefusedError} {@link UsageError} {@link DiskFailedError}
   */
  constructor(folder: string) {
    requirePath("the folder of '--unproven'", folder)
    makeFolder(folder)
    if (readdirSync(folder).length > 0)
      throw new RefusedError(`'${folder}' is not empty`, { hint: 'name a new or an empty folder' })
    this.#folder = folder
  }

  add(events: Iterable<RecordedEvent>, beginsStretch: boolean): void {
    if (beginsStretch) this.close()
    let text = ''
    for (const event of events) {
      this.#file ??= this.#begin(event.position)
      this.#file.last = event.position
      text += `${eventLine(event, 'main')}\n`
    }
    if (this.#file !== undefined) writeWhole(this.#file.descriptor, Buffer.from(text, 'utf8'))
  }

  /** Gives the last stretch its name, once it is on the disk. */
  close(): void {
    if (this.#file === undefined) return
    const { descriptor, path, first, last } = this.#file
    fsyncSync(descriptor)
    closeSync(descriptor)
    renameSync(path, join(this.#folder, `${first}-${last}.jsonl`))
    this.#file = undefined
  }

  #begin(first: number) {
    const path = join(this.#folder, `${first}.part`)
    return { descriptor: openSync(path, 'wx', 0o600), path, first, last: first }
  }
}

function writeWhole(descriptor: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done)
}
