import type { RefChange } from '../oplog/ref-history.ts'
import type { StandingOperation } from '../oplog/standings.ts'
import { isoTime } from '../store/iso-time.ts'
import type { Head, Operation, Tag } from '../store/refs.ts'
import { timeText } from './event-text.ts'
import { type JsonFields, type JsonValue, rawJson } from './json.ts'
import { refChangeText } from './ref-change.ts'
import { tagFields } from './tag-text.ts'
import type { Terminal } from './terminal.ts'

const endings = { done: '', undone: ' (undone)', permanent: ' (cannot be undone)' }

/** `#4 2026-01-31T10:00:00.000Z tag v1 from 3 to 5, by kim: es tag -f v1`: one change; of one ref its selector first. */
export function reflogLine(change: StandingOperation | RefChange, terminal: Terminal): string {
  const { colours, safeLine } = terminal
  const { operation, standing } = change
  const name = 'selector' in change ? change.selector : `#${operation.number}`
  const by = operation.actor === undefined ? '' : `, by ${operation.actor}`
  const what = `${refChangeText(operation)}${reversalText(operation)}${by}: ${operation.command}`
  return [
    'selector' in change ? colours.tag(safeLine(name)) : name,
    colours.time(timeText(operation.timeMs, terminal)),
    `${safeLine(what)}${colours.faint(endings[standing])}`,
  ].join(' ')
}

function reversalText({ undoes, redoes }: Operation): string {
  if (undoes !== undefined) return `, undoes #${undoes}`
  return redoes === undefined ? '' : `, redoes #${redoes}`
}

export function reflogFields(change: StandingOperation | RefChange): JsonFields {
  const { operation, standing } = change
  return {
    ...operationFields(operation),
    selector: 'selector' in change ? change.selector : undefined,
    standing,
  }
}

/** A change of the op log, whose values are those of `tag --json`, or of HEAD, as they were kept. */
export function operationFields(operation: Operation): JsonFields {
  const { number, timeMs, actor, command, kind, ref, before, after, undoes, redoes } = operation
  return {
    number,
    time: isoTime(timeMs),
    actor,
    command,
    kind,
    ref,
    before: valueFields(kind, before),
    after: valueFields(kind, after),
    undoes,
    redoes,
  }
}

/** A tag or HEAD as other commands print them; of a read model what was noted, as it was noted. */
function valueFields(kind: Operation['kind'], value: unknown): JsonValue {
  if (value === undefined) return null
  if (kind === 'tag') return tagFields(value as Tag)
  if (kind === 'head') return headFields(value as Head)
  return rawJson(JSON.stringify(value))
}

/** `position` is null while HEAD follows the branch. */
export function headFields({ branch, position }: Head): JsonFields {
  return { branch, position: position ?? null }
}
