import { join } from 'node:path'
import { StoreDamagedError } from '../errors.ts'
import { prove } from './backup.ts'
import { Environment, type TableName } from './environment.ts'
import type { Ambient } from './event.ts'
import { exclusively } from './exclusive.ts'
import { store_folder } from './find-store.ts'
import { inspectFiles } from './inspect-files.ts'
import type { LogPlace, Progress } from './integrity/check-log.ts'
import { type FsckReport, fsck } from './integrity/fsck.ts'
import { openClosed } from './integrity/live-file.ts'
import { PageDamage } from './integrity/page-damage.ts'
import { PageTable } from './integrity/page-table.ts'
import { walkPages } from './integrity/page-walk.ts'
import { Salvage } from './integrity/salvage.ts'
import { textKey } from './keys.ts'
import { Refill } from './refill.ts'
import { Store } from './store.ts'
import { Successor } from './successor.ts'
import type { TableEntry } from './table.ts'

export interface RebuildReport {
  readonly proven: LogPlace
  /** False when nothing was damaged: then nothing was done. */
  readonly isRebuilt: boolean
  /** Tables of caches that were damaged and are empty now. */
  readonly emptied: readonly TableName[]
}

/** What no log can give back. */
const kept_tables: readonly TableName[] = ['refs', 'operations', 'imports']
/** What can be made anew by other commands; each group is kept whole or not at all. */
const cache_tables: readonly (readonly TableName[])[] = [['models', 'documents'], ['worktree']]

const batch_entries = 5000

/**
 * Makes everything anew that can be computed from the log (indexes, ids, numbers of names, the trees themselves), in a
 * new file beside the old one: all events are appended again, refs and the op log are copied, caches too where they are
 * sound. The new file is proven and then put in the old one's place. Yields how far it is.
 *
 * @throws {StoreBusyError} another process has the store open; nothing was done.
 * @throws {StoreDamagedError} events, refs or the op log are damaged: they cannot be computed; nothing was done.
 */
export async function* rebuildIndexes(
  directory: string,
  options: { ambient: Ambient; safeDirectories?: readonly string[] },
): AsyncGenerator<Progress, RebuildReport> {
  inspectFiles(directory, options.safeDirectories ?? [])
  const before = yield* fsck(directory, options)
  if (!before.isDamaged) return { proven: before.proven, isRebuilt: false, emptied: [] }
  let successor: Successor | undefined
  try {
    return yield* exclusively(directory, {
      async *prepare() {
        successor = new Successor(directory)
        return yield* rebuildInto(successor.folder, { directory, before, ambient: options.ambient })
      },
      replace: () => successor?.takePlace(rebuiltFile(successor.folder)),
    })
  } finally {
    successor?.discard()
  }
}

function rebuiltFile(folder: string): string {
  return join(folder, store_folder, 'data.mdb')
}

async function* rebuildInto(
  folder: string,
  from: { directory: string; before: FsckReport; ambient: Ambient },
): AsyncGenerator<Progress, RebuildReport> {
  const source = join(from.directory, 'data.mdb')
  const { directory } = Store.init(folder)
  yield* appendAll(source, directory, from)
  const emptied = await copyTables(source, directory)
  const proven = yield* prove(rebuiltFile(folder))
  return { proven, isRebuilt: true, emptied }
}

async function* appendAll(
  source: string,
  directory: string,
  { before, ambient }: { before: FsckReport; ambient: Ambient },
): AsyncGenerator<Progress, void> {
  const salvage = new Salvage(source)
  const refill = new Refill(directory, ambient)
  try {
    yield* refill.append(salvage)
    if (salvage.place.position < before.tip)
      throw new StoreDamagedError(
        `the events after ${salvage.place.position} are damaged: no index brings them back`,
        {
          hint: "restore a backup, or save what is whole with 'es repair DIR'",
        },
      )
  } finally {
    salvage.close()
    await refill.store.close()
  }
}

/** Answers with the caches that had to be left behind. */
async function copyTables(source: string, directory: string): Promise<TableName[]> {
  const live = openClosed(source)
  const environment = new Environment(directory, { readOnly: false })
  try {
    const { tables } = walkPages(live.file)
    const sound = (name: TableName): PageTable | undefined => {
      const walked = tables.get(name)
      const table = walked?.isSound ? new PageTable(live.file, walked.record) : undefined
      return table && isIntact(table) ? table : undefined
    }
    const storeId = sound('meta')?.get(textKey('storeId'))
    if (storeId !== undefined) write(environment, 'meta', [storeId])
    for (const name of kept_tables) write(environment, name, (sound(name) ?? cannotBeMade(name)).entries())
    const emptied: TableName[] = []
    for (const group of cache_tables) {
      if (group.every(sound)) for (const name of group) write(environment, name, sound(name)?.entries() ?? [])
      else emptied.push(...group)
    }
    return emptied
  } finally {
    live.close()
    await environment.close()
  }
}

function cannotBeMade(name: TableName): never {
  throw new StoreDamagedError(`the table '${name}' is damaged, and the log does not know what was in it`, {
    hint: "restore a backup, or save the events with 'es repair DIR'",
  })
}

function isIntact(table: PageTable): boolean {
  try {
    for (const entry of table.entries()) if (!entry.isIntact) return false
    return true
  } catch (error) {
    if (error instanceof PageDamage) return false
    throw error
  }
}

function write(environment: Environment, name: TableName, entries: Iterable<TableEntry>): void {
  let batch: TableEntry[] = []
  const flush = (): void => {
    environment.commit(() => {
      for (const { key, value } of batch) environment.table(name).put(key, value)
    })
    batch = []
  }
  for (const { key, value } of entries) {
    const copy = { key: Buffer.from(key), value: Buffer.from(value) }
    if (batch.push(copy) === batch_entries) flush()
  }
  if (batch.length > 0) flush()
}
