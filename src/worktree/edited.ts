import type { TreeFiles } from './tree-files.ts'
import type { TreeEntry, TreeIndex } from './tree-index.ts'

/** How a file of the index stands: as it was laid out, gone, changed, or replaced by something that is no file. */
export type FileChange = 'none' | 'deleted' | 'edited' | 'replaced'

/** The size and mtime decide where they can; the file is read only when they cannot. */
export function fileChange(files: TreeFiles, entry: TreeEntry): FileChange {
  const standing = files.standing(entry.path)
  if (standing.kind === 'missing') return 'deleted'
  if (standing.kind === 'other') return 'replaced'
  const sameStamp = standing.sizeBytes === entry.sizeBytes && standing.mtimeMs === entry.mtimeMs
  if (sameStamp && entry.young === undefined) return 'none'
  const digest = files.digest(entry.path)
  // A checkout that was interrupted may have written the file, or may not have come to it.
  return digest === entry.digest || (digest !== undefined && digest === entry.previous) ? 'none' : 'edited'
}

export interface EditedFile {
  /** Below `state/`. */
  readonly path: string
  readonly model: string
  readonly key: string
  readonly change: Exclude<FileChange, 'none'>
}

/** The files of the last checkout that are not as it left them, ordered by path. */
export function editedFiles(files: TreeFiles, index: TreeIndex): EditedFile[] {
  const edited: EditedFile[] = []
  for (const entry of index.entries()) {
    const change = fileChange(files, entry)
    if (change !== 'none') edited.push({ path: entry.path, model: entry.model, key: entry.key, change })
  }
  return edited.sort((left, right) => (left.path < right.path ? -1 : 1))
}
