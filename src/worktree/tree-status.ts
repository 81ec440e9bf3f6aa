import { ModelRecords } from '../projection/model-records.ts'
import { isSameCode } from '../projection/reader.ts'
import { areUnchanged } from '../projection/source-files.ts'
import { type ModelStatus, readModelStatus } from '../projection/status.ts'
import { main_branch } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import { type EditedFile, editedFiles } from './edited.ts'
import { TreeFiles } from './tree-files.ts'
import { TreeIndex, type TreeModel } from './tree-index.ts'

/** What the work tree is at. `complete` is false after a checkout of this position that was interrupted. */
export interface TreeStatus {
  readonly branch: string
  readonly position: number
  readonly complete: boolean
  readonly models: readonly LaidModelStatus[]
  readonly edited: readonly EditedFile[]
}

/** How the files of one read model stand. */
export interface LaidModelStatus {
  readonly name: string
  /** Another one than the work tree's where the model failed and its files stayed as they were. */
  readonly position: number
  /** `other-code`: the projection's files are others than those that it was laid out with. `gone`: it has none. */
  readonly code: 'current' | 'other-code' | 'gone'
}

/** Undefined when nothing was ever checked out. Runs no code. */
export function treeStatus(store: Store, models?: readonly ModelStatus[]): TreeStatus | undefined {
  const index = new TreeIndex(store.table('worktree'))
  const { record } = index
  if (record === undefined) return undefined
  const { branch, position, complete } = record
  const edited = editedFiles(new TreeFiles(store.root), index)
  return { branch, position, complete, models: laidModels(store, models), edited }
}

/** The read models that have files, by name. Runs no code, and looks at no file of the work tree. */
export function laidModels(
  store: Store,
  models: readonly ModelStatus[] = readModelStatus(store),
): LaidModelStatus[] {
  const { record } = new TreeIndex(store.table('worktree'))
  const records = new ModelRecords(store.table('models'), main_branch)
  const codeOf = (model: TreeModel): LaidModelStatus['code'] => {
    if (!models.some(({ name }) => name === model.name)) return 'gone'
    if (areUnchanged(store.root, model.code.files)) return 'current'
    const live = records.get(model.name)?.live
    const isRenewed =
      live !== undefined && areUnchanged(store.root, live.files) && isSameCode(live, model.code)
    return isRenewed ? 'current' : 'other-code'
  }
  return (record?.models ?? []).map((model) => ({
    name: model.name,
    position: model.keptAt ?? record?.position ?? 0,
    code: codeOf(model),
  }))
}

/** Whether a checkout would lay out a model anew: its files show another position than the rest, or other code. */
export function isOutdated(
  { code, position }: LaidModelStatus,
  tree: { readonly position: number },
): boolean {
  return code !== 'current' || position !== tree.position
}

/** The position that the files of the work tree show; undefined when nothing was ever checked out. */
export function treePosition(store: Store): number | undefined {
  return new TreeIndex(store.table('worktree')).record?.position
}
