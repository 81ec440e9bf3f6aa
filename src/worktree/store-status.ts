import {
  type ModelStatus,
  readModelStatus,
  type UnclaimedModel,
  unclaimedModels,
} from '../projection/status.ts'
import type { Store } from '../store/store.ts'
import { type HeadStatus, headStatus } from './head-status.ts'
import { isOutdated, type TreeStatus, treeStatus } from './tree-status.ts'

export interface StoreStatus {
  readonly head: HeadStatus
  readonly models: readonly ModelStatus[]
  /** What is stored of read models that no file in `projections/` is named as any more. */
  readonly unclaimed: readonly UnclaimedModel[]
  /** Undefined when nothing was ever checked out. */
  readonly tree: TreeStatus | undefined
}

/** All that a person wants to know before going on. Runs no code of `projections/`. */
export function storeStatus(store: Store): StoreStatus {
  const models = readModelStatus(store)
  return {
    head: headStatus(store),
    models,
    unclaimed: unclaimedModels(store, models),
    tree: treeStatus(store, models),
  }
}

/**
 * Whether a read model needs a person, a rebuild or, for its files in the work tree, a checkout; those that are only
 * `behind` when asked.
 */
export function needsAttention({ models, tree }: StoreStatus, { behind }: { behind: boolean }): boolean {
  return (
    models.some(({ state }) => state === 'stale' || state === 'failed' || (behind && state !== 'fresh')) ||
    (tree?.models.some((model) => isOutdated(model, tree)) ?? false)
  )
}
