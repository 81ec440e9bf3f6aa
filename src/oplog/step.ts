import { OperationUnknownError } from '../errors.ts'
import type { Head, Operation, Tag } from '../store/refs.ts'
import { isPermanent, isReversal, standings } from './standings.ts'

/** One step back or forward through the changes of tags and HEAD. */
export type Step = Setting & {
  /** What is taken back, or done again. */
  readonly operation: Operation
  readonly direction: 'undo' | 'redo'
  /** Newer operations that no step takes back, newest first. */
  readonly passedOver: readonly Operation[]
}

/** What a ref is to be set to; a tag to nothing when it is to be deleted. */
type Setting =
  | { readonly kind: 'tag'; readonly name: string; readonly to: Tag | undefined }
  | { readonly kind: 'head'; readonly to: Head }

const nothing_taken_back = 'events are never taken back: append one that compensates'
const caches = 'changes of read models cannot be undone: they are caches, and made again when they are wanted'

/**
 * The newest change of a tag or HEAD that still stands.
 * @param operations newest first.
 * @throws {OperationUnknownError} there is none.
 */
export function stepBack(operations: Iterable<Operation>): Step {
  const passedOver: Operation[] = []
  for (const { operation, standing } of standings(operations)) {
    if (standing === 'permanent') passedOver.push(operation)
    else if (standing === 'done' && !isReversal(operation))
      return { operation, direction: 'undo', passedOver, ...settingOf(operation, operation.before) }
  }
  throw new OperationUnknownError('nothing to undo', {
    hint: passedOver.length === 0 ? nothing_taken_back : caches,
  })
}

/**
 * The change that was taken back last, unless another change was made since.
 * @param operations newest first, all of them.
 * @throws {OperationUnknownError} there is none.
 */
export function stepForward(operations: readonly Operation[]): Step {
  const doneAgain = new Set<number>()
  for (const operation of operations) {
    const { undoes, redoes } = operation
    if (redoes !== undefined) doneAgain.add(redoes)
    else if (undoes === undefined) {
      if (!isPermanent(operation)) break
    } else if (!doneAgain.has(undoes)) {
      const undone = operations.find(({ number }) => number === undoes)
      if (undone !== undefined)
        return { operation: undone, direction: 'redo', passedOver: [], ...settingOf(undone, undone.after) }
    }
  }
  throw new OperationUnknownError('nothing to redo', {
    hint: "what 'es undo' took back can be done again until the next change",
  })
}

/** What the ref is to be. Values are as the op log keeps them: JSON, where members that are undefined are missing. */
function settingOf({ kind, ref }: Operation, value: unknown): Setting {
  if (kind === 'head') {
    const { branch, position } = value as Head
    return { kind: 'head', to: { branch, position } }
  }
  return { kind: 'tag', name: ref.slice('tag:'.length), to: value as Tag | undefined }
}
