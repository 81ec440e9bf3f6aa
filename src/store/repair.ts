import { lstatSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { RefusedError, StoreNotFoundError } from '../errors.ts'
import type { Ambient } from './event.ts'
import type { LogPlace, Progress } from './integrity/check-log.ts'
import { Salvage } from './integrity/salvage.ts'
import { isTag } from './lmdb-refs.ts'
import { NewFolder } from './new-folder.ts'
import { Refill } from './refill.ts'
import type { Cause, Tag } from './refs.ts'
import { Store } from './store.ts'

export interface RepairReport {
  /** Every event up to here is in the new store, with the hash that it had. */
  readonly proven: LogPlace
  readonly tags: number
  /** Events after those, which could not be proven and are not in the new store; undefined when that cannot be told. */
  readonly lost: number | undefined
}

/**
 * Writes the longest proven beginning of a store's log, and the tags within it, to a new store. The old store is only
 * read, and with plain `fs`: it may be damaged in any way. Yields how far it is.
 *
 * @param directory the `.es` folder
 * @param target a new or an empty folder
 * @param by how the change is written down in the new store's op log
 * @throws {StoreNotFoundError} {@link RefusedError} nothing was done.
 */
export function* repairStore(
  directory: string,
  target: string,
  by: { ambient: Ambient; cause: Cause },
): Generator<Progress, RepairReport> {
  const source = join(directory, 'data.mdb')
  const stats = lstatSync(source, { throwIfNoEntry: false })
  if (stats === undefined) throw new StoreNotFoundError({ directory: dirname(directory) })
  if (!stats.isFile()) throw new RefusedError(`'${source}' is not a plain file`)
  const folder = new NewFolder(target)
  const salvage = new Salvage(source)
  try {
    const report = yield* salvageInto(folder.directory, salvage, by)
    folder.keep()
    return report
  } finally {
    salvage.close()
    folder.discard()
  }
}

function* salvageInto(
  directory: string,
  salvage: Salvage,
  by: { ambient: Ambient; cause: Cause },
): Generator<Progress, RepairReport> {
  Store.init(dirname(directory))
  const refill = new Refill(directory, by.ambient)
  const { store } = refill
  try {
    yield* refill.append(salvage)
    const texts = yield* salvage.tags()
    const tags = store.commit(() => copyTags(store, texts, by.cause))
    const { place, tip } = salvage
    return { proven: place, tags, lost: tip === undefined ? undefined : Math.max(0, tip - place.position) }
  } finally {
    void store.close()
  }
}

/** Those whose position is there, with the hash that they were set on. */
function copyTags(store: Store, texts: readonly string[], cause: Cause): number {
  let copied = 0
  for (const text of texts) {
    const tag = parsedTag(text)
    if (tag === undefined || store.log.hashAt(tag.position) !== tag.hash) continue
    store.refs.setTag(tag, { force: true, cause })
    copied++
  }
  return copied
}

function parsedTag(text: string): Tag | undefined {
  try {
    const tag: unknown = JSON.parse(text)
    return isTag(tag) ? tag : undefined
  } catch {
    return undefined
  }
}
