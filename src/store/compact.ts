import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { compactInto, prove } from './backup.ts'
import { compressBlocks } from './compress-blocks.ts'
import { Environment } from './environment.ts'
import { exclusively } from './exclusive.ts'
import { inspectFiles } from './inspect-files.ts'
import type { LogPlace, Progress } from './integrity/check-log.ts'
import { Successor } from './successor.ts'

export interface CompactReport {
  readonly proven: LogPlace
  readonly beforeBytes: number
  readonly afterBytes: number
}

export interface CompactOptions {
  /** Deflate the texts of all sealed blocks: smaller, and slower to read. Takes room for a second copy meanwhile. */
  readonly compress?: boolean
  readonly safeDirectories?: readonly string[]
}

/**
 * Writes a store's file anew without its free pages, proves the new file, and puts it in the old one's place by one
 * rename: whatever happens, one of the two is there, whole. Yields how far the proof is.
 *
 * @param directory the `.es` folder
 * @throws {StoreBusyError} another process has the store open; nothing was done.
 * @throws {StoreDamagedError} the store is not whole; nothing was done.
 */
export async function* compactStore(
  directory: string,
  options: CompactOptions = {},
): AsyncGenerator<Progress, CompactReport> {
  inspectFiles(directory, options.safeDirectories ?? [])
  const data = join(directory, 'data.mdb')
  const beforeBytes = statSync(data).size
  let successor: Successor | undefined
  try {
    const { proven } = yield* exclusively(directory, {
      async *prepare(environment) {
        successor = new Successor(directory)
        const copied = await compactInto(successor.folder, { environment, directory })
        const file = options.compress === true ? yield* compressed(successor.folder) : copied
        return { proven: yield* prove(file), file }
      },
      replace: ({ file }) => successor?.takePlace(file),
    })
    return { proven, beforeBytes, afterBytes: statSync(data).size }
  } finally {
    successor?.discard()
  }
}

/** Deflates the blocks of the copy in a folder, and copies it once more without the pages that this made free. */
async function* compressed(folder: string): AsyncGenerator<Progress, string> {
  const environment = new Environment(folder, { readOnly: false })
  try {
    yield* compressBlocks(environment)
    const smaller = join(folder, 'compressed')
    mkdirSync(smaller, { mode: 0o700 })
    return await compactInto(smaller, { environment, directory: folder })
  } finally {
    await environment.close()
  }
}
