import type { Obstacle } from './obstacle.ts'
import type { TreeEntry, TreeModel } from './tree-index.ts'

export interface PlannedWrite {
  readonly model: string
  readonly key: string
  readonly path: string
  readonly digest: string
  /** Left out when the plan holds much text already: then the document is read again. */
  readonly text: string | undefined
  readonly entry: TreeEntry | undefined
}

/** What a checkout has to do to the files, made before any is touched. */
export interface Plan {
  /** To be done first: on a file system without case `A.json` stands where `a.json` is to go. */
  readonly removals: readonly TreeEntry[]
  readonly writes: readonly PlannedWrite[]
  /** Files that are as they should be, though the index does not say so. */
  readonly adoptions: readonly PlannedWrite[]
  readonly obstacles: readonly Obstacle[]
  readonly models: readonly TreeModel[]
}

/** A read model as it is to be laid out. */
export type LaidModel = Pick<TreeModel, 'name' | 'folder' | 'code'>
