import { RevisionUnknownError } from '../errors.ts'
import type { Operation } from '../store/refs.ts'
import type { Ref } from './ast.ts'
import type { RevisionContext } from './context.ts'
import { resolveTag } from './names.ts'
import { printBase } from './print.ts'

/** `v1@{2}`: the position that a ref pointed to that many changes ago. */
export function resolveChange({ ref, back }: { ref: Ref; back: number }, context: RevisionContext): number {
  const text = printBase({ kind: 'change', ref, back })
  const tag = tagNameOf(ref, context)
  if (tag === undefined && ref.kind !== 'head')
    throw new RevisionUnknownError(`unknown revision '${text}': a branch keeps no list of changes`, {
      hint: `the event before its last is '${printBase(ref)}~1'`,
    })
  const history = context.refs.history(tag === undefined ? 'HEAD' : `tag:${tag}`)
  return valueBefore(history, back, { text, context, isHead: tag === undefined })
}

/** `@{-1}`: the position that was checked out before; of a branch its tip now. */
export function resolveEarlierCheckout(back: number, context: RevisionContext): number {
  const text = printBase({ kind: 'checkout', back })
  return valueBefore(context.refs.history('HEAD'), back, { text, context, isHead: true })
}

/** What a tag pointed to at a moment; undefined for HEAD and branches, whose past is the log's. */
export function tagPositionAt(ref: Ref, timeMs: number, context: RevisionContext): number | undefined {
  const name = tagNameOf(ref, context)
  if (name === undefined) return undefined
  const operation = context.refs.history(`tag:${name}`).find((each) => each.timeMs <= timeMs)
  const position = positionIn(operation?.after)
  if (position !== undefined) return position
  throw new RevisionUnknownError(`tag '${name}' did not exist at ${new Date(timeMs).toISOString()}`)
}

interface Asked {
  readonly text: string
  readonly context: RevisionContext
  readonly isHead: boolean
}

function valueBefore(history: readonly Operation[], back: number, { text, context, isHead }: Asked): number {
  if (back > history.length) {
    const { length } = history
    const count = length === 0 ? 'no changes' : length === 1 ? 'only one change' : `only ${length} changes`
    throw new RevisionUnknownError(`unknown revision '${text}': ${count} recorded`)
  }
  const value = back === 0 ? (isHead ? context.refs.head : history[0]?.after) : history[back - 1]?.before
  const position = positionIn(value)
  if (position !== undefined) return position
  // An attached HEAD has no position of its own: it is its branch's tip.
  if (isHead) return context.log.tip.position
  throw new RevisionUnknownError(`unknown revision '${text}': the tag did not exist then`)
}

/** A tag's name, also of one that was deleted; undefined when the ref is HEAD or a branch. */
function tagNameOf(ref: Ref, context: RevisionContext): string | undefined {
  if (ref.kind === 'head' || ref.kind === 'branch') return undefined
  const exists =
    context.refs.tag(ref.name) !== undefined || context.refs.history(`tag:${ref.name}`).length > 0
  if (exists) return ref.name
  if (ref.kind === 'name' && context.refs.branches().includes(ref.name)) return undefined
  return resolveTag(ref.name, context).name
}

function positionIn(value: unknown): number | undefined {
  const { position } = (value ?? {}) as { position?: unknown }
  return typeof position === 'number' ? position : undefined
}
