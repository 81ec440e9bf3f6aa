import { existsSync, realpathSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type FolderOptions, ProjectionFolder } from '../projection/folder.ts'
import { discardTemporary, makeTemporary } from '../store/temporaries.ts'
import { codePlace } from './code-place.ts'
import { extractCode } from './git-extract.ts'
import { findInGit, type GitTree } from './git-tree.ts'

/** One version of projections' code. */
export interface CodeVersion {
  readonly folder: ProjectionFolder
  /** One file was named: only its projection is meant. */
  readonly isOneFile: boolean
}

export interface CodeVersionOptions extends Omit<FolderOptions, 'files'> {
  /** Where paths begin, and whose git repository is asked. */
  readonly from: string
  /** The store's; its git repository is asked when `from` is in none. */
  readonly root: string
}

/**
 * Finds code by a path, or, where there is no such path, in git by `REVISION:PATH`. What git has is bundled at once:
 * it is extracted to a temporary folder, which is gone when this returns.
 * @throws {FileUnknownError} {@link RevisionUnknownError} {@link ProjectionUnknownError} Code that fails does so when
 * it is asked for.
 */
export function codeVersion(text: string, options: CodeVersionOptions): CodeVersion {
  const path = resolve(options.from, text)
  return existsSync(path)
    ? versionAt(path, options)
    : versionInGit(findInGit(text, [options.from, options.root]), options)
}

function versionAt(path: string, options: CodeVersionOptions): CodeVersion {
  const { root, files, isOneFile } = codePlace(path)
  return { folder: new ProjectionFolder(root, { ...options, files }), isOneFile }
}

function versionInGit(tree: GitTree, options: CodeVersionOptions): CodeVersion {
  const temporary = makeTemporary('code')
  const target = realpathSync(temporary)
  try {
    extractCode(tree, target)
    const version = versionAt(join(target, tree.path), options)
    version.folder.loadAll()
    return version
  } finally {
    discardTemporary(temporary)
  }
}
