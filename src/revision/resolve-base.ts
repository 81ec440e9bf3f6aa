import { RevisionAmbiguousError, RevisionUnknownError } from '../errors.ts'
import { suggestion } from '../nearest.ts'
import type { EventLog } from '../store/event.ts'
import type { Base, Moment, Ref } from './ast.ts'
import { headPosition, type RevisionContext } from './context.ts'
import { resolveChange, resolveEarlierCheckout, tagPositionAt } from './history.ts'
import { resolveName, resolveTag, unknownBranch } from './names.ts'
import { nearStream } from './near-stream.ts'
import { printBase, printMoment } from './print.ts'
import { findYoungest } from './search.ts'
import { formatStreamVersion } from './stream-version.ts'
import { lastMsOf, readTime } from './time.ts'

export interface ResolvedBase {
  readonly position: number
  readonly warnings?: readonly string[]
  readonly timeMs?: number
}

/** The position of a base. @throws {RevisionUnknownError} {@link RevisionAmbiguousError} {@link TimeInvalidError} */
export function resolveBase(base: Base, context: RevisionContext): ResolvedBase {
  switch (base.kind) {
    case 'root':
      return { position: 0 }
    case 'position':
      return { position: checkedPosition(base.position, context) }
    case 'head':
    case 'name':
    case 'tag':
    case 'branch':
      return resolveRef(base, context)
    case 'stream':
      return { position: positionOfVersion(base, context) }
    case 'id':
      return { position: positionOfId(base.id, context) }
    case 'time':
      return resolveTime(base, context)
    case 'change':
      return { position: resolveChange(base, context) }
    case 'checkout':
      return { position: resolveEarlierCheckout(base.back, context) }
    case 'search':
      return { position: findYoungest(base.text, context.log) }
  }
}

function resolveRef(ref: Ref, context: RevisionContext): ResolvedBase {
  switch (ref.kind) {
    case 'head':
      return { position: headPosition(context) }
    case 'tag':
      return { position: resolveTag(ref.name, context).position }
    case 'branch':
      if (!context.refs.branches().includes(ref.name)) throw unknownBranch(ref.name, context)
      return { position: context.log.tip.position }
    case 'name':
      return resolveName(ref.name, context)
  }
}

function checkedPosition(position: number, { log }: RevisionContext): number {
  const tip = log.tip.position
  if (position <= tip) return position
  throw new RevisionUnknownError(`unknown revision '${position}': it is beyond the tip`, {
    hint: tip === 0 ? 'the store is empty' : `the last event is at ${tip}`,
  })
}

function positionOfVersion(
  { stream, version }: { stream: string; version: number },
  { log }: RevisionContext,
): number {
  const position = version === 0 ? undefined : log.positionOf(stream, version)
  if (position !== undefined) return position
  const text = formatStreamVersion(stream, version)
  const last = log.versionOf(stream)
  if (last === 0) throw unknownStream(stream, version, log)
  const count = last === 1 ? 'one event' : `${last} events`
  throw new RevisionUnknownError(`unknown revision '${text}': stream '${stream}' has ${count}`, {
    hint:
      version === 0
        ? 'the events of a stream are numbered from 1'
        : `its last is '${formatStreamVersion(stream, last)}'`,
  })
}

function unknownStream(stream: string, version: number, log: EventLog): RevisionUnknownError {
  const text = formatStreamVersion(stream, version)
  const meant = nearStream(stream, log)
  const hint =
    meant === undefined
      ? undefined
      : `did you mean ${suggestion(stream, meant, formatStreamVersion(meant, version))}?`
  return new RevisionUnknownError(`unknown revision '${text}': there is no stream '${stream}'`, { hint })
}

const shortest_prefix = 8

function positionOfId(id: string, { log }: RevisionContext): number {
  const exact = log.positionOfId(id)
  if (exact !== undefined) return exact
  const text = printBase({ kind: 'id', id })
  if (id.length < shortest_prefix)
    throw new RevisionUnknownError(`unknown revision '${text}'`, {
      hint: `the beginning of an id needs ${shortest_prefix} characters or more`,
    })
  const [first, second] = log.positionsOfIdPrefix(id, 2)
  if (first === undefined)
    throw new RevisionUnknownError(`unknown revision '${text}': no event has an id that begins so`)
  if (second === undefined) return first
  throw new RevisionAmbiguousError(`ambiguous revision '${text}': several ids begin so`, {
    hint: `the first two are those of ${first} and ${second}: give more of the id`,
  })
}

function resolveTime(
  { ref, moment }: { ref: Ref | undefined; moment: Moment },
  context: RevisionContext,
): ResolvedBase {
  const time = moment.kind === 'iso' ? moment : readTime(moment.words, context.nowMs)
  const timeMs = lastMsOf(time)
  const tag = ref === undefined ? undefined : tagPositionAt(ref, timeMs, context)
  if (tag !== undefined) return { position: tag, timeMs }
  const { tip } = context.log
  const isAfterTip = tip.position > 0 && time.ms > tip.timeMs
  const warnings = isAfterTip ? [`'${printMoment(moment)}' is after the last event, so it means the tip`] : []
  return { position: context.log.positionAt(timeMs), warnings, timeMs }
}
