import { type ModelStatus, readModelStatus } from '../projection/status.ts'
import type { Store } from '../store/store.ts'
import { type HeadStatus, headStatus } from './head-status.ts'
import { type TreeStatus, treeStatus } from './tree-status.ts'

export interface StoreStatus {
  readonly head: HeadStatus
  readonly models: readonly ModelStatus[]
  /** Undefined when nothing was ever checked out. */
  readonly tree: TreeStatus | undefined
}

/** All that a person wants to know before going on. Runs no code of `projections/`. */
export function storeStatus(store: Store): StoreStatus {
  return { head: headStatus(store), models: readModelStatus(store), tree: treeStatus(store) }
}

/** Whether a read model needs a person, or a rebuild; of those that are only `behind` when asked. */
export function needsRebuild({ models }: StoreStatus, { behind }: { behind: boolean }): boolean {
  return models.some(({ state }) => state === 'stale' || state === 'failed' || (behind && state !== 'fresh'))
}
