import { Flags } from '@oclif/core'
import type { EventSelection } from '../revision/event-selection.ts'
import { textPattern } from '../revision/text-pattern.ts'
import { parseSince, parseUntil } from '../revision/time.ts'
import { repeatedFlag } from './flags.ts'

/** The options that choose events. */
export const selection_flags = {
  since: Flags.string({
    aliases: ['after'],
    helpValue: 'TIME',
    summary: 'recorded then or later; a bare day from its beginning',
  }),
  until: Flags.string({
    aliases: ['before'],
    helpValue: 'TIME',
    summary: 'recorded then or earlier; a bare day to its end',
  }),
  type: repeatedFlag({ helpValue: 'TYPE', summary: 'of this type' }),
  stream: repeatedFlag({ helpValue: 'STREAM', summary: 'of this stream' }),
  category: repeatedFlag({
    helpValue: 'NAME',
    summary: "of streams whose name is this before the first '-'",
  }),
  actor: repeatedFlag({ helpValue: 'NAME', summary: 'by this actor; a number by its text' }),
  correlation: repeatedFlag({ helpValue: 'ID', summary: 'with this correlation id; a number by its text' }),
  grep: repeatedFlag({
    helpValue: 'PATTERN',
    summary:
      'whose type, stream, message or data fits this regular expression (RE2); escapes in the data are resolved',
  }),
  'fixed-strings': Flags.boolean({ char: 'F', summary: 'PATTERN is a plain text' }),
  'ignore-case': Flags.boolean({
    char: 'i',
    aliases: ['regexp-ignore-case'],
    summary: 'PATTERN fits in upper and lower case',
  }),
}

type Values = readonly string[] | undefined

interface SelectionValues {
  readonly since?: string | undefined
  readonly until?: string | undefined
  readonly type?: Values
  readonly stream?: Values
  readonly category?: Values
  readonly actor?: Values
  readonly correlation?: Values
  readonly grep?: Values
  readonly 'fixed-strings'?: boolean
  readonly 'ignore-case'?: boolean
}

/**
 * What the options ask for.
 * @param streams the names after `--`.
 * @throws {TimeInvalidError} {@link UsageError} a pattern that is none.
 */
export function selectionOf(values: SelectionValues, streams: Values, nowMs: number): EventSelection {
  const { since, until, grep } = values
  const { 'fixed-strings': literal = false, 'ignore-case': ignoreCase = false } = values
  return {
    streams: streams?.length === 0 ? undefined : streams,
    streamGlobs: values.stream,
    types: values.type,
    categories: values.category,
    actors: values.actor,
    correlations: values.correlation,
    sinceMs: since === undefined ? undefined : parseSince(since, nowMs),
    untilMs: until === undefined ? undefined : parseUntil(until, nowMs),
    text: grep && textPattern(grep, { literal, ignoreCase }),
  }
}
