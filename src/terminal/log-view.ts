import type { RecordedEvent } from '../store/event.ts'
import type { ChangesView } from './changes-view.ts'
import { eventFields } from './event-json.ts'
import type { JsonFields } from './json.ts'
import { logFormat } from './log-format.ts'
import { logLine, shortLogLine } from './log-text.ts'
import type { Terminal } from './terminal.ts'

interface LogForm {
  readonly format?: string | undefined
  readonly oneline: boolean
  readonly null: boolean
  readonly patch: boolean
  readonly stat: boolean
}

/** An event as `log` shows it. */
export interface LogView {
  /** With what ends it. */
  readonly text: (event: RecordedEvent, terminal: Terminal) => string
  readonly fields: (event: RecordedEvent) => JsonFields
  /** The same events, for a list of them: costs less than to show one after the other as they come. */
  readonly ahead: (events: Iterable<RecordedEvent>) => Iterable<RecordedEvent>
}

/** True when what is asked for folds, and so runs the projections' code. */
export function needsReadModels({ patch, stat, gives }: LogForm & { gives?: string | undefined }): boolean {
  return patch || stat || gives !== undefined
}

/**
 * @param changes what each event did to the read models; undefined when it is not shown.
 * @throws {UsageError} a placeholder of `--format` that does not exist.
 */
export function logView(form: LogForm, branch: string, changes: ChangesView | undefined): LogView {
  const { format, oneline, null: endsInNul, patch, stat } = form
  const line = format === undefined ? (oneline ? shortLogLine : logLine) : logFormat(format)
  if (changes === undefined || !(patch || stat))
    return {
      text: (event, terminal) => `${line(event, terminal)}${endsInNul ? '\0' : '\n'}`,
      fields: (event) => eventFields(event, branch),
      ahead: (events) => events,
    }
  const diffForm = patch ? ({ kind: 'text', contextLines: 3 } as const) : ({ kind: 'stat' } as const)
  return {
    text: (event, terminal) =>
      `${line(event, terminal)}\n${changes.text(event, diffForm, terminal)}${endsInNul ? '\0' : ''}`,
    fields: (event) => ({ ...eventFields(event, branch), ...changes.fields(event) }),
    ahead: (events) => changes.ahead(events),
  }
}
