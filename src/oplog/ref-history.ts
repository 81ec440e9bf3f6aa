import { RevisionUnknownError } from '../errors.ts'
import { nearest, suggestion } from '../nearest.ts'
import type { Operation } from '../store/refs.ts'
import { type StandingOperation, standings } from './standings.ts'

/** A change of a tag or of HEAD. */
export interface RefChange extends StandingOperation {
  /** `v1@{0}` for the newest, `v1@{1}` for the one before: what the ref was after the change, as a revision. */
  readonly selector: string
}

/**
 * The changes of one ref, newest first: `HEAD` or `@`, a tag's name (also of one that was deleted) or `tag:NAME`,
 * or the name of a projection, whose read model was stored or dropped: no revision names what that was.
 * @param operations newest first, all of them.
 * @throws {RevisionUnknownError} no change of it is recorded.
 */
export function refHistory(
  text: string,
  operations: readonly Operation[],
): readonly (RefChange | StandingOperation)[] {
  const name = text === '@' ? 'HEAD' : text
  const refs = new Set(operations.map(({ ref }) => ref))
  const ref = refs.has(`tag:${name}`) ? `tag:${name}` : name
  const changes = [...standings(operations)].filter(({ operation }) => operation.ref === ref)
  if (changes.length === 0 && name !== 'HEAD') throw unknownRef(text, refs)
  if (ref !== 'HEAD' && !ref.startsWith('tag:')) return changes
  return changes.map((change, index) => ({ ...change, selector: `${name}@{${index}}` }))
}

function unknownRef(text: string, refs: ReadonlySet<string>): RevisionUnknownError {
  const names = [...refs].map((ref) => ref.replace(/^tag:/, ''))
  const [meant] = nearest(text, names)
  return new RevisionUnknownError(`no change of '${text}' is recorded`, {
    hint: meant === undefined ? "'es reflog' lists all changes" : `did you mean ${suggestion(text, meant)}?`,
  })
}
