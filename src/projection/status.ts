import { main_branch } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import { compareKeys } from './key-order.ts'
import { doubledName, type Model } from './model.ts'
import { recordsOfFile } from './model-names.ts'
import { type ModelRecord, ModelRecords } from './model-records.ts'
import { areUnchanged, nameOfFile, projectionFiles } from './source-files.ts'
import { writtenName } from './written-name.ts'

/**
 * `fresh`: at the tip. `behind`: of this code, but events came since. `stale`: built by other code. `failed`: this code
 * could not fold an event. `rebuilding`: a build is under way or was interrupted. `missing`: never built, or dropped.
 */
export type ModelState = 'fresh' | 'behind' | 'stale' | 'failed' | 'rebuilding' | 'missing'

export interface ModelStatus {
  readonly name: string
  /** The projection's own file, relative to the root. */
  readonly file: string
  readonly state: ModelState
  /** Events up to here are in the stored read model; 0 when there is none. */
  readonly position: number
  /** How many events of the branch are not in it. */
  readonly behind: number
  /** Where it failed and why, when `failed`. */
  readonly failure?: { readonly position: number | undefined; readonly message: string }
}

/** How each read model stands to the branch's tip. Compares files and records: bundles nothing, runs no code. */
export function readModelStatus(store: Store): ModelStatus[] {
  const records = new ModelRecords(store.table('models'), main_branch).all()
  const tip = store.log.tip.position
  const filesOf = new Map<string, string[]>()
  for (const file of projectionFiles(store.root)) {
    const name = nameNow(store.root, file, records)
    filesOf.set(name, [...(filesOf.get(name) ?? []), file])
  }
  const statuses = Array.from(filesOf, ([name, [file = '', ...rivals]]) =>
    statusOf(
      store.root,
      { name, file, rivals },
      records.find((record) => record.name === name),
      tip,
    ),
  )
  return statuses.sort((a, b) => compareKeys(a.name, b.name))
}

/** What the store holds of a read model that no projection has the name of: it was renamed, or its file removed. */
export interface UnclaimedModel {
  readonly name: string
  /** Up to where it is stored. */
  readonly position: number
  readonly snapshots: number
}

/** By name. A failure that is on record takes no space, and is none. */
export function unclaimedModels(store: Store, models = readModelStatus(store)): UnclaimedModel[] {
  const claimed = new Set(models.map(({ name }) => name))
  const records = new ModelRecords(store.table('models'), main_branch).all()
  return records.flatMap(({ name, live, building, snapshots }) =>
    claimed.has(name) || (live ?? building) === undefined
      ? []
      : [{ name, position: live?.position ?? 0, snapshots: snapshots.length }],
  )
}

function statusOf(root: string, model: Model, record: ModelRecord | undefined, tip: number): ModelStatus {
  const { name, file } = model
  const position = record?.live?.position ?? 0
  const status = { name, file, position, behind: Math.max(0, tip - position) }
  if (model.rivals.length > 0)
    return {
      ...status,
      state: 'failed',
      failure: { position: undefined, message: doubledName(model).message },
    }
  const { failure, building, live } = record ?? {}
  // That two files had one name is over when this one is alone.
  if (failure !== undefined && failure.entries === undefined && areUnchanged(root, failure.files))
    return { ...status, state: 'failed', failure: { position: failure.position, message: failure.message } }
  // A build of other code is given up by the next one.
  if (building !== undefined && areUnchanged(root, building.files)) return { ...status, state: 'rebuilding' }
  if (live === undefined) return { ...status, state: 'missing' }
  if (live.entry !== file || !areUnchanged(root, live.files)) return { ...status, state: 'stale' }
  return { ...status, state: status.behind === 0 ? 'fresh' : 'behind' }
}

/**
 * The name that a file's model has now, as far as can be told without running it: the recorded one while the file is
 * as it was, the written one, the one that it had last, the file's.
 */
function nameNow(root: string, file: string, records: readonly ModelRecord[]): string {
  const before = recordsOfFile(file, records)
  const isUnchanged = ({ live, failure }: ModelRecord) =>
    (live?.entry === file && areUnchanged(root, live.files)) ||
    (failure !== undefined && areUnchanged(root, failure.files))
  return before.find(isUnchanged)?.name ?? writtenName(root, file) ?? before.at(-1)?.name ?? nameOfFile(file)
}
