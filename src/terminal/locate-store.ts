import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { RefusedError, StoreNotFoundError } from '../errors.ts'
import { findStore, store_folder } from '../store/find-store.ts'
import { requirePath } from '../store/path-text.ts'

/**
 * The `.es` folder that a command means: `--store`, else `ES_DIR`, else the nearest one at or above where you stand.
 * Both may name the folder around `.es` or `.es` itself; nothing above them is looked at.
 * @throws {StoreNotFoundError} {@link RefusedError} the folder you stand in has been removed.
 */
export function locateStore(asked: string | undefined, env: Record<string, string | undefined>): string {
  const named = asked ?? (env.ES_DIR || undefined)
  if (named === undefined) return findStore(here())
  requirePath('the store', named)
  const folder = resolve(named)
  const inside = join(folder, store_folder)
  if (existsSync(inside)) return inside
  if (basename(folder) === store_folder && existsSync(folder)) return folder
  throw new StoreNotFoundError({ directory: folder, isNamed: true })
}

function here(): string {
  try {
    return process.cwd()
  } catch (error) {
    throw new RefusedError('the folder that you are in is not there any more', {
      hint: 'change to another one, or name the store with --store',
      cause: error,
    })
  }
}
