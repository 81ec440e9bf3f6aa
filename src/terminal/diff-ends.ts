import { codeVersion } from '../diff/code-version.ts'
import type { CompareOptions, DocumentDifference } from '../diff/compare.ts'
import { compareCode } from '../diff/compare-code.ts'
import { UsageError } from '../errors.ts'
import { ReadModels } from '../projection/read-models.ts'
import type { Store } from '../store/store.ts'
import { treePosition } from '../worktree/tree-status.ts'
import { safeDirectories } from './store-command.ts'

/** What is compared with another: a position, and what people call it. */
export interface DiffEnd {
  readonly position: number
  readonly label: string
}

/** `v1, 4021`; `4021` for a position that was named as that. */
export function diffEnd(name: string, position: number): DiffEnd {
  return { position, label: name === String(position) ? name : `${name}, ${position}` }
}

/** @throws {UsageError} there is no work tree. */
export function workTreeEnd(store: Store): DiffEnd {
  const position = treePosition(store)
  if (position === undefined)
    throw new UsageError('there is no work tree to compare with HEAD', {
      hint: "name a revision: 'es diff v1'; or lay one out with 'es checkout'",
    })
  return diffEnd('work tree', position)
}

/** The two versions of the code that `--code` compares, as they were typed. */
export interface CodeNames {
  readonly old: string
  readonly new: string
}

/** @throws {UsageError} */
export function codeNames(old: string | undefined, renewed: string | undefined): CodeNames {
  if (old === undefined || renewed === undefined)
    throw new UsageError('--code compares two versions of the code, and needs both', {
      hint: "as in 'es diff --code HEAD:projections projections'",
    })
  return { old, new: renewed }
}

/** What two versions of the code make differently of the events up to a position. Runs both. */
export function codeDifferences(
  store: Store,
  names: CodeNames,
  at: number,
  options: CompareOptions,
): Iterable<DocumentDifference> {
  const side = (age: 'old' | 'new') => {
    const place = { from: process.cwd(), root: store.root, safeDirectories: safeDirectories() }
    const { folder, isOneFile } = codeVersion(names[age], place)
    return { title: `${age} code '${names[age]}'`, reader: new ReadModels(store, folder), isOneFile }
  }
  return compareCode(side('old'), side('new'), at, options)
}
