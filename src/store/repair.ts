import { lstatSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { RefusedError, StoreNotFoundError } from '../errors.ts'
import { BlockRecordedEvent } from './block-event.ts'
import type { Ambient, RecordedEvent } from './event.ts'
import type { LogPlace, Progress } from './integrity/check-log.ts'
import { Salvage, type StrandedPart } from './integrity/salvage.ts'
import { isTag } from './lmdb-refs.ts'
import { NewFolder } from './new-folder.ts'
import { Refill } from './refill.ts'
import type { Cause, Tag } from './refs.ts'
import { Store } from './store.ts'

export interface RepairReport {
  /** Every event up to here is in the new store, with the hash that it had. */
  readonly proven: LogPlace
  readonly tags: number
  /** Events after those, which are not in the new store; undefined when that cannot be told. */
  readonly lost: number | undefined
  /** What of them could be read all the same. */
  readonly stranded: readonly StrandedStretch[]
}

/** Events behind damage, without a gap. Their chain holds, but nothing leads to it from the first event. */
export interface StrandedStretch {
  readonly first: number
  readonly last: number
  /** The last position of which a hash is kept that the chain leads to; undefined where none is. */
  readonly provenTo: number | undefined
  /** Who keeps it: `tag 'v1'`. */
  readonly provenBy: string | undefined
}

/** Takes the events behind the damage, stretch by stretch. */
export interface StrandedSink {
  /** @param beginsStretch they do not follow on those before */
  add(events: Iterable<RecordedEvent>, beginsStretch: boolean): void
}

/**
 * Writes the longest proven beginning of a store's log, and the tags within it, to a new store; what can be read behind
 * the damage goes to `by.stranded`. The old store is only read, and with plain `fs`: it may be damaged in any way.
 * Yields how far it is.
 *
 * @param directory the `.es` folder
 * @param target a new or an empty folder
 * @param by how the change is written down in the new store's op log
 * @throws {StoreNotFoundError} {@link RefusedError} nothing was done.
 */
export function* repairStore(
  directory: string,
  target: string,
  by: { ambient: Ambient; cause: Cause; stranded?: StrandedSink },
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
  by: { ambient: Ambient; cause: Cause; stranded?: StrandedSink },
): Generator<Progress, RepairReport> {
  Store.init(dirname(directory))
  const refill = new Refill(directory, by.ambient)
  const { store } = refill
  try {
    yield* refill.append(salvage)
    const texts = yield* salvage.tags()
    const tags = store.commit(() => copyTags(store, texts, by.cause))
    const { place, tip } = salvage
    const lost = tip === undefined ? undefined : Math.max(0, tip - place.position)
    const stranded = yield* takeStranded(salvage, by.stranded)
    return { proven: place, tags, lost, stranded }
  } finally {
    void store.close()
  }
}

function* takeStranded(
  salvage: Salvage,
  sink: StrandedSink | undefined,
): Generator<Progress, StrandedStretch[]> {
  const stretches: StrandedStretch[] = []
  for (const part of salvage.stranded()) {
    if (!('block' in part)) {
      yield part
      continue
    }
    const last = part.block.lastPosition
    const anchor = part.anchors.at(-1)
    const proof = anchor && { provenTo: anchor.position, provenBy: anchor.name }
    const before = part.beginsStretch ? undefined : stretches.pop()
    stretches.push(
      before === undefined
        ? { first: part.block.firstPosition, last, provenTo: undefined, provenBy: undefined, ...proof }
        : { ...before, last, ...proof },
    )
    sink?.add(eventsOf(part), part.beginsStretch)
    yield { done: last, at: 'events behind the damage' }
  }
  return stretches
}

function* eventsOf({ block, from, end }: StrandedPart): IterableIterator<RecordedEvent> {
  for (let index = from; index < end; index++) yield new BlockRecordedEvent(block, index)
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
