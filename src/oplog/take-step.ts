import type { Cause, RefReader, RefWriter } from '../store/refs.ts'
import type { Step } from './step.ts'

/** The cause of a step, which names the operation that it reverses. */
export function stepCause({ direction, operation }: Step, cause: Cause): Cause {
  return { ...cause, [direction === 'undo' ? 'undoes' : 'redoes']: operation.number }
}

/** Sets a tag to what it was, its annotation and the time when it was made included; or deletes it. */
export function setTagBack(
  refs: RefReader & RefWriter,
  { name, to }: Extract<Step, { kind: 'tag' }>,
  cause: Cause,
): void {
  if (to === undefined) refs.deleteTag(name, cause)
  else refs.setTag(to, { force: true, cause })
}
