import { chmodSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { StoreDamagedError } from '../errors.ts'
import { copyLive } from './copy-live.ts'
import { Environment } from './environment.ts'
import { inspectFiles } from './inspect-files.ts'
import type { LogPlace, Progress } from './integrity/check-log.ts'
import { fsckFile } from './integrity/fsck.ts'
import { type LiveFile, openLive } from './integrity/live-file.ts'
import { walkPages } from './integrity/page-walk.ts'
import { textKey } from './keys.ts'
import { NewFolder } from './new-folder.ts'
import { openEnvironment } from './open-environment.ts'
import { openWhenReplaced } from './replacer-wait.ts'

export interface BackupOptions {
  /** Leave free pages out. */
  readonly compact: boolean
  /** How long to wait for who replaces the store's file; 30 s when left out. Writers are not waited for. */
  readonly waitMs?: number | undefined
  readonly safeDirectories?: readonly string[]
}

export interface BackupReport {
  /** The events in it, and the chain's hash after the last. */
  readonly proven: LogPlace
  readonly sizeBytes: number
}

/**
 * Copies a store as it stands into a folder of its own, while other processes go on writing; proves the copy, page by
 * page and event by event, and flushes it. The folder has its name only when all that is done. It is a store: it can be
 * opened with `--store`, and restored by copying its `.es` back. Yields how far the proof is.
 *
 * @param directory the `.es` folder
 * @param target a new or an empty folder
 * @throws {RefusedError} the folder is not empty.
 * @throws {StoreDamagedError} the store, or the copy, is not whole; there is no copy then.
 */
export async function* backupStore(
  directory: string,
  target: string,
  options: BackupOptions,
): AsyncGenerator<Progress, BackupReport> {
  inspectFiles(directory, options.safeDirectories ?? [])
  const folder = new NewFolder(target)
  try {
    folder.makeDirectory()
    const proven = yield* prove(await copied(directory, folder.directory, options))
    folder.keep()
    return { proven, sizeBytes: statSync(join(target, '.es', 'data.mdb')).size }
  } finally {
    folder.discard()
  }
}

function copied(directory: string, folder: string, options: BackupOptions): Promise<string> {
  return options.compact ? copiedCompact(directory, folder, options) : copiedWhole(directory, folder, options)
}

async function copiedCompact(directory: string, folder: string, options: BackupOptions): Promise<string> {
  const environment = openEnvironment(directory, { ...options, readOnly: true })
  try {
    return await compactInto(folder, { environment, directory })
  } finally {
    await environment.close()
  }
}

async function copiedWhole(directory: string, folder: string, options: BackupOptions): Promise<string> {
  const live = openWhenReplaced(directory, options.waitMs, () => {
    inspectFiles(directory, options.safeDirectories ?? [])
    return openLive(directory)
  })
  try {
    requireSoundHeaders(live)
    const file = join(folder, 'data.mdb')
    await copyLive(live, file)
    chmodSync(file, 0o600)
    return file
  } finally {
    live.close()
  }
}

/**
 * Copies a store's file without its free pages, though others may go on to change it. Answers with the copy's path; it is
 * not flushed.
 */
export async function compactInto(
  folder: string,
  from: { environment: Environment; directory: string },
): Promise<string> {
  requireSoundPages(from.directory)
  await from.environment.copyCompacted(folder)
  const file = join(folder, 'data.mdb')
  chmodSync(file, 0o600)
  await freeSomePages(folder)
  return file
}

/**
 * Commits a change of nothing, which frees the pages that it rewrites. Where no page at all is free, LMDB 3.5.6 ends the
 * process in the next commit that frees more than some 250 of them: it looks for room for the list of them in that
 * list, which has a page already, but no entry (`mdb_page_alloc` below `mdb_freelist_save`).
 */
async function freeSomePages(folder: string): Promise<void> {
  const copy = new Environment(folder, { readOnly: false })
  try {
    const meta = copy.table('meta')
    const format = meta.get(textKey('format'))
    if (format !== undefined) copy.commit(() => meta.put(textKey('format'), format))
  } finally {
    await copy.close()
  }
}

/** A compacting copy follows the trees through LMDB's mapping, where a damaged page would end the process. */
function requireSoundPages(directory: string): void {
  const live = openLive(directory)
  try {
    requireSoundHeaders(live)
    const [reason] = walkPages(live.file).damage
    if (reason !== undefined) throw notWhole(reason)
  } finally {
    live.close()
  }
}

function requireSoundHeaders({ headerDamage: [reason] }: LiveFile): void {
  if (reason !== undefined) throw notWhole(reason)
}

/** @throws {StoreDamagedError} the file is not a whole store's. */
export function* prove(file: string): Generator<Progress, LogPlace> {
  const report = yield* fsckFile(file)
  const damage = report.findings.find(({ severity }) => severity === 'damage')
  if (damage !== undefined) throw notWhole(damage.message)
  return report.proven
}

function notWhole(reason: string): StoreDamagedError {
  return new StoreDamagedError(`the store is damaged, so there is no copy: ${reason}`, {
    hint: "look at it with 'es fsck'",
  })
}
