import { main_branch } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import { compareKeys } from './key-order.ts'
import { type ModelRecord, ModelRecords } from './model-records.ts'
import { areUnchanged, nameOfFile, projectionFiles } from './source-files.ts'

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
  const statuses = projectionFiles(store.root).map((file) => statusOf(store.root, file, records, tip))
  return statuses.sort((a, b) => compareKeys(a.name, b.name))
}

function statusOf(root: string, file: string, records: readonly ModelRecord[], tip: number): ModelStatus {
  const record = recordOf(root, file, records)
  const name = record?.name ?? nameOfFile(file)
  const position = record?.live?.position ?? 0
  const status = { name, file, position, behind: Math.max(0, tip - position) }
  const { failure, building, live } = record ?? {}
  if (failure !== undefined && areUnchanged(root, failure.files))
    return { ...status, state: 'failed', failure: { position: failure.position, message: failure.message } }
  // A build of other code is given up by the next one.
  if (building !== undefined && areUnchanged(root, building.files)) return { ...status, state: 'rebuilding' }
  if (live === undefined) return { ...status, state: 'missing' }
  if (live.entry !== file || !areUnchanged(root, live.files)) return { ...status, state: 'stale' }
  return { ...status, state: status.behind === 0 ? 'fresh' : 'behind' }
}

/** The record of the model that this file made: unchanged since, or at least of the same file. */
function recordOf(root: string, file: string, records: readonly ModelRecord[]): ModelRecord | undefined {
  const ofFile = records.filter(({ live, building, failure }) =>
    [live?.entry, building?.entry, failure?.files.at(-1)?.path].includes(file),
  )
  const unchanged = ofFile.find(({ live }) => live !== undefined && areUnchanged(root, live.files))
  return unchanged ?? ofFile.at(-1) ?? records.find(({ name }) => name === nameOfFile(file))
}
