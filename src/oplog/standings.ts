import type { Operation } from '../store/refs.ts'

/**
 * What became of an operation: it stands; it was taken back by an undo; or it is `permanent`, since what it did holds
 * nothing that could be taken back.
 */
export type Standing = 'done' | 'undone' | 'permanent'

export interface StandingOperation {
  readonly operation: Operation
  readonly standing: Standing
}

/**
 * Tells of each operation how it stands, lazily. An undo and a redo are operations themselves, which name the one that
 * they reverse: the newest that names it decides, however often it was taken back and done again.
 * @param operations newest first, from the newest on.
 */
export function* standings(operations: Iterable<Operation>): Generator<StandingOperation> {
  const decided = new Map<number, Standing>()
  for (const operation of operations) {
    const { undoes, redoes, number } = operation
    if (undoes !== undefined && !decided.has(undoes)) decided.set(undoes, 'undone')
    if (redoes !== undefined && !decided.has(redoes)) decided.set(redoes, 'done')
    yield { operation, standing: isPermanent(operation) ? 'permanent' : (decided.get(number) ?? 'done') }
  }
}

/** Tags and HEAD can be set to what they were. Read models are caches: what a command did to one is made again at will. */
export function isPermanent({ kind }: Operation): boolean {
  return kind !== 'tag' && kind !== 'head'
}

/** An undo or a redo: it reverses another operation, and is reversed by the other of the two. */
export function isReversal({ undoes, redoes }: Operation): boolean {
  return undoes !== undefined || redoes !== undefined
}
