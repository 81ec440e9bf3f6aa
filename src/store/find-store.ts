import { lstatSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { StoreNotFoundError } from '../errors.ts'

/** The folder that makes a folder a store. */
export const store_folder = '.es'

/**
 * The `.es` folder of this folder or the nearest above it. The search ends at the home folder, at another file system,
 * and below a folder of another user, so that nobody can plant a store above somebody else's work.
 * @throws {StoreNotFoundError}
 */
export function findStore(from: string): string {
  const start = resolve(from)
  const home = homedir()
  const device = statSync(start, { throwIfNoEntry: false })?.dev
  for (let folder = start; ; folder = dirname(folder)) {
    const stats = statSync(folder, { throwIfNoEntry: false })
    if (folder !== start && (stats?.dev !== device || isForeign(stats?.uid))) break
    const candidate = join(folder, store_folder)
    if (lstatSync(candidate, { throwIfNoEntry: false }) !== undefined) return candidate
    if (folder === home || dirname(folder) === folder) break
  }
  throw new StoreNotFoundError({ directory: start })
}

function isForeign(owner: number | undefined): boolean {
  const self = process.geteuid?.()
  return self !== undefined && owner !== undefined && owner !== self && owner !== 0
}
