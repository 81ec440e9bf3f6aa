import { cpSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { RefusedError } from '../errors.ts'
import { makeFolder } from '../store/make-folder.ts'
import { requirePath } from '../store/path-text.ts'
import type { ShopEvent } from './events.ts'
import { shopLines } from './shop.ts'

/**
 * A folder for the demo to be built in: the one named, which must be new or empty, or a new one among the temporary.
 * @throws {RefusedError} there is something in it, or it is a file. Nothing was changed.
 */
export function emptyFolder(directory: string | undefined): string {
  if (directory === undefined) return mkdtempSync(join(tmpdir(), 'es-demo-'))
  requirePath('the folder', directory)
  makeFolder(resolve(directory))
  if (readdirSync(directory).length > 0)
    throw new RefusedError(`'${directory}' is not empty`, {
      hint: 'name a new folder, or none for a temporary one',
    })
  return resolve(directory)
}

/** Lays out what a store of the shop is made from: `shop.jsonl`, `projections/`, and the types that those share. */
export function layOutShop(directory: string, events: readonly ShopEvent[], sourceDirectory: string): void {
  writeFileSync(join(directory, 'shop.jsonl'), shopLines(events))
  cpSync(join(sourceDirectory, 'events.ts'), join(directory, 'events.ts'))
  cpSync(join(sourceDirectory, 'projections'), join(directory, 'projections'), { recursive: true })
}
