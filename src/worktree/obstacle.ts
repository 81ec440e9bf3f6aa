import { join } from 'node:path'
import { WorktreeEditedError } from '../errors.ts'
import { fileChange } from './edited.ts'
import type { TreeFiles } from './tree-files.ts'
import type { TreeEntry } from './tree-index.ts'

/** A file that stops the checkout: `edited` until `--force` replaces it, `foreign` until its owner moves it away. */
export interface Obstacle {
  readonly path: string
  readonly kind: 'edited' | 'foreign'
}

export interface Target {
  readonly path: string
  /** Of the text that is to stand there. */
  readonly digest: string
  /** What the index knows of the file at this path. */
  readonly entry: TreeEntry | undefined
}

/** Whether a text may be put at a path: `right` says that exactly this text stands there already. */
export function targetState(
  files: TreeFiles,
  target: Target,
  force: boolean,
): 'free' | 'right' | Obstacle['kind'] {
  const { path, digest, entry } = target
  const standing = files.standing(path)
  if (standing.kind === 'missing') return 'free'
  if (standing.kind === 'other') return 'foreign'
  if (entry !== undefined && fileChange(files, entry) === 'none' && entry.digest !== digest) return 'free'
  if (files.digest(path) === digest) return 'right'
  if (entry === undefined) return 'foreign'
  return force || fileChange(files, entry) === 'none' ? 'free' : 'edited'
}

/** Whether a file of the index may be removed; one that is gone may. */
export function removalState(files: TreeFiles, entry: TreeEntry, force: boolean): 'free' | 'edited' {
  const change = fileChange(files, entry)
  return force || change === 'none' || change === 'deleted' ? 'free' : 'edited'
}

/** @throws {WorktreeEditedError} names the first obstacle, a foreign one if there is any, and counts the others. */
export function refuse(obstacles: readonly Obstacle[]): never {
  const first = obstacles.find(({ kind }) => kind === 'foreign') ?? (obstacles[0] as Obstacle)
  const others = obstacles.length === 1 ? '' : ` (and ${obstacles.length - 1} more)`
  const path = join('state', first.path)
  if (first.kind === 'foreign')
    throw new WorktreeEditedError(`'${path}' is in the way: it did not come from a checkout${others}`, {
      hint: 'move it away; files that are not in the index are never replaced',
    })
  throw new WorktreeEditedError(`'${path}' was edited${others}`, {
    hint: 'keep a copy of what you need, then check out again with --force',
  })
}
