import {
  RevisionAmbiguousError,
  RevisionMalformedError,
  RevisionUnknownError,
  TimeInvalidError,
} from '../errors.ts'
import type { Revision } from './ast.ts'
import type { ResolvedRevision, RevisionContext } from './context.ts'
import { parseRevision } from './parse.ts'
import { printRevision } from './print.ts'
import { resolveBase } from './resolve-base.ts'

/**
 * The position that a revision names.
 *
 * @throws {RevisionMalformedError} it does not follow the grammar. {@link TimeInvalidError} its words are no time.
 * {@link RevisionUnknownError} it names nothing in this store. {@link RevisionAmbiguousError} it names several things.
 */
export function resolveRevision(text: string, context: RevisionContext): ResolvedRevision {
  const revision = parseRevision(text)
  const { position, warnings = [], timeMs } = resolveBase(revision.base, context)
  return {
    position: takeSteps(revision, position, context.log.tip.position),
    branch: context.log.branch,
    revision: printRevision(revision),
    warnings,
    ...(timeMs === undefined ? {} : { resolvedTimeMs: timeMs }),
  }
}

const no_revision = [RevisionMalformedError, RevisionUnknownError, RevisionAmbiguousError, TimeInvalidError]

/** The same; undefined when the text is no revision, or names nothing in this store. */
export function findRevision(text: string, context: RevisionContext): ResolvedRevision | undefined {
  try {
    return resolveRevision(text, context)
  } catch (error) {
    if (no_revision.some((kind) => error instanceof kind)) return undefined
    throw error
  }
}

function takeSteps({ base, steps }: Revision, start: number, tip: number): number {
  let position = start
  for (const [index, step] of steps.entries()) {
    const next = position + step
    if (next < 0 || next > tip) {
      const before = { base, steps: steps.slice(0, index) }
      throw outOfRange(before, step, next < 0 ? -position : tip - position)
    }
    position = next
  }
  return position
}

function outOfRange(before: Revision, step: number, most: number): RevisionUnknownError {
  const asked = printRevision({ ...before, steps: [...before.steps, step] })
  const limit = printRevision(most === 0 ? before : { ...before, steps: [...before.steps, most] })
  const [verb, end] = step < 0 ? ['back', 'ROOT'] : ['forward', 'the tip']
  const hint = most === 0 ? `'${limit}' is ${end}` : `the farthest ${verb} is '${limit}', which is ${end}`
  return new RevisionUnknownError(`unknown revision '${asked}': it is beyond ${end}`, {
    hint: limit === end ? undefined : hint,
  })
}
