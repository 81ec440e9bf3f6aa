import type { Store } from '../store/store.ts'
import { type EditedFile, editedFiles } from './edited.ts'
import { TreeFiles } from './tree-files.ts'
import { TreeIndex } from './tree-index.ts'

/** What the work tree is at. `complete` is false after a checkout of this position that was interrupted. */
export interface TreeStatus {
  readonly branch: string
  readonly position: number
  readonly complete: boolean
  readonly edited: readonly EditedFile[]
}

/** Undefined when nothing was ever checked out. */
export function treeStatus(store: Store): TreeStatus | undefined {
  const index = new TreeIndex(store.table('worktree'))
  const { record } = index
  if (record === undefined) return undefined
  const edited = editedFiles(new TreeFiles(store.root), index)
  return { branch: record.branch, position: record.position, complete: record.complete, edited }
}

/** The position that the files of the work tree show; undefined when nothing was ever checked out. */
export function treePosition(store: Store): number | undefined {
  return new TreeIndex(store.table('worktree')).record?.position
}
