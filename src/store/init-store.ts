import { randomUUID } from 'node:crypto'
import { lstatSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { RefusedError } from '../errors.ts'
import { fileFailure } from './disk-reason.ts'
import { Environment, table_names } from './environment.ts'
import { store_folder } from './find-store.ts'
import { textKey } from './keys.ts'
import { namedFailure } from './lmdb-failure.ts'
import { makeFolder } from './make-folder.ts'
import { makeLockFile } from './make-lock-file.ts'
import { flush } from './new-folder.ts'
import { refuseRemote } from './remote-file-system.ts'
import { discardTemporary, forgetTemporary, makeStage } from './temporaries.ts'

/** The number of the on-disk format. A store of another number is refused by name. */
export const store_format = 1
/** The writer's LMDB binding; older ones corrupt a store that newer ones write. */
const lmdb_version = '3.5.6'

/** What renaming a folder says of something that has the name already. */
const in_the_way = ['ENOTEMPTY', 'EEXIST', 'ENOTDIR']

/**
 * Makes a store in a folder: complete and on disk when it appears under its name. On an existing store it changes nothing.
 * @throws {RefusedError} `root` is a file, or the folder `.es` is there, but holds no store.
 */
export function initStore(
  root: string,
  safeDirectories: readonly string[],
): { directory: string; created: boolean } {
  const directory = join(root, store_folder)
  // A file on the way there answers ENOTDIR, which is not to be taken for nothing there.
  if (isBelowFile(directory)) throw new RefusedError(`'${root}' is not a folder`)
  if (isBelowFile(join(directory, 'data.mdb'))) throw holdsNoStore(directory)
  if (isStore(directory)) return { directory, created: false }
  let stage: string | undefined
  try {
    makeFolder(root)
    if (!safeDirectories.includes(root)) refuseRemote(root)
    stage = makeStage(root)
    makeStore(stage)
    renameSync(stage, directory)
    forgetTemporary(stage)
  } catch (error) {
    if (stage !== undefined) discardTemporary(stage)
    // Another process was faster.
    if (isStore(directory)) return { directory, created: false }
    if (error instanceof RefusedError) throw error
    if (!in_the_way.includes((error as NodeJS.ErrnoException).code ?? '')) throw namedFailure(error)
    throw holdsNoStore(directory)
  }
  for (const path of [root, dirname(root)]) flush(path)
  return { directory, created: true }
}

function holdsNoStore(directory: string): RefusedError {
  return new RefusedError(`'${directory}' is there, but holds no store`, { hint: 'move it away' })
}

function isBelowFile(path: string): boolean {
  try {
    lstatSync(path, { throwIfNoEntry: false })
    return false
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return true
    throw fileFailure(error)
  }
}

function isStore(directory: string): boolean {
  return lstatSync(join(directory, 'data.mdb'), { throwIfNoEntry: false }) !== undefined
}

/** @param directory an empty folder */
function makeStore(directory: string): void {
  writeFileSync(join(directory, '.gitignore'), '*\n', { mode: 0o600 })
  makeLockFile(join(directory, 'lock.mdb'))
  const environment = new Environment(directory, { readOnly: false, makesTables: true })
  for (const name of table_names) environment.table(name)
  environment.commit(() => {
    const meta = environment.table('meta')
    meta.put(textKey('format'), Buffer.from(String(store_format)))
    meta.put(textKey('storeId'), Buffer.from(randomUUID()))
    meta.put(textKey('lmdb'), Buffer.from(lmdb_version))
  })
  void environment.close()
  for (const path of [join(directory, 'data.mdb'), directory]) flush(path)
}
