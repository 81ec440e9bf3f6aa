import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { StoreNotFoundError } from '../errors.ts'
import { findStore, store_folder } from '../store/find-store.ts'

/**
 * The `.es` folder that a command means: `--store`, else `ES_DIR`, else the nearest one at or above where you stand.
 * Both may name the folder around `.es` or `.es` itself; nothing above them is looked at.
 * @throws {StoreNotFoundError}
 */
export function locateStore(asked: string | undefined, env: Record<string, string | undefined>): string {
  const named = asked ?? (env.ES_DIR || undefined)
  if (named === undefined) return findStore(process.cwd())
  const folder = resolve(named)
  const inside = join(folder, store_folder)
  if (existsSync(inside)) return inside
  if (basename(folder) === store_folder && existsSync(folder)) return folder
  throw new StoreNotFoundError({ directory: folder, isNamed: true })
}
