import { join } from 'node:path'
import { removeDeadMarks } from './claims.ts'
import { Environment } from './environment.ts'
import { inspectFiles } from './inspect-files.ts'
import { openWhenReplaced } from './replacer-wait.ts'
import { successor_folder } from './successor.ts'
import { discardTemporary } from './temporaries.ts'

export interface OpenEnvironmentOptions {
  readonly readOnly: boolean
  /** How long to wait for who replaces the store's file, and each time for who writes; 30 s when left out. */
  readonly waitMs?: number | undefined
  readonly isBounded?: boolean | undefined
  readonly safeDirectories?: readonly string[] | undefined
}

/**
 * Opens the environment of a store: waits for who replaces its file, looks at the files, and opens them.
 * @param directory the `.es` folder
 * @throws {StoreBusyError} {@link StoreNotFoundError} {@link UnsafeOwnerError} {@link RefusedError} {@link StoreDamagedError}
 */
export function openEnvironment(directory: string, options: OpenEnvironmentOptions): Environment {
  return openWhenReplaced(directory, options.waitMs, () => {
    inspectFiles(directory, options.safeDirectories ?? [])
    const environment = new Environment(directory, options)
    // Nobody can be about to replace the file now: that needs a store that nobody has open.
    if (!options.readOnly) removeLeftovers(directory)
    return environment
  })
}

/** What killed processes left in the folder. */
function removeLeftovers(directory: string): void {
  discardTemporary(join(directory, successor_folder))
  removeDeadMarks(directory)
}
