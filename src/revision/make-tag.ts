import { UsageError } from '../errors.ts'
import type { EventLog } from '../store/event.ts'
import type { Cause, RefReader, RefWriter, Tag, TaggedModel } from '../store/refs.ts'
import { checkRefName } from './ref-name.ts'

export interface TagRequest {
  readonly name: string
  readonly position: number
  readonly message: string | undefined
  /** The read models that the store holds at exactly this position. */
  readonly models: readonly TaggedModel[]
  /** Move the tag when it exists. */
  readonly force: boolean
  readonly cause: Cause
}

/**
 * Names a position of a branch.
 * @returns the tag, and what it was before.
 * @throws {UsageError} no such name may be given. {@link TagExistsError} without `force`.
 */
export function makeTag(
  log: EventLog,
  refs: RefReader & RefWriter,
  { name, position, message, models, force, cause }: TagRequest,
): { tag: Tag; before: Tag | undefined } {
  const problem = checkRefName(name) ?? problemOfBranch(name, refs)
  if (problem !== undefined) throw new UsageError(`'${name}' cannot be the name of a tag: ${problem}`)
  const before = refs.tag(name)
  const tag: Tag = {
    name,
    branch: log.branch,
    position,
    hash: log.hashAt(position),
    taggedMs: cause.timeMs,
    eventMs: log.at(position)?.timeMs,
    message,
    actor: cause.actor,
    models,
  }
  refs.setTag(tag, { force, cause })
  return { tag, before }
}

/** A name of both would be ambiguous in every script from then on. */
function problemOfBranch(name: string, refs: RefReader): string | undefined {
  return refs.branches().includes(name) ? 'a branch has it' : undefined
}
