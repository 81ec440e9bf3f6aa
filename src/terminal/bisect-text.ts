import type { BisectResult } from '../analysis/bisect.ts'
import type { DocumentDifference } from '../diff/compare.ts'
import type { PositionRange } from '../revision/select-events.ts'
import type { RecordedEvent } from '../store/event.ts'
import { diffText } from './diff-text.ts'
import { differenceFields } from './diff-view.ts'
import { eventFields } from './event-json.ts'
import type { JsonFields } from './json.ts'
import { logLine } from './log-text.ts'
import { counted } from './stats-text.ts'
import type { Terminal } from './terminal.ts'

/** What was found, and how. */
export interface BisectReport {
  readonly result: BisectResult
  readonly range: PositionRange
  readonly isScan: boolean
  /** The event that was found, and what it changed. */
  readonly event: RecordedEvent | undefined
  readonly differences: Iterable<DocumentDifference>
}

/** The event and what it changed; or the suspects, a line each. */
export function* bisectText(
  { result: { outcome }, event, differences }: BisectReport,
  eventAt: (position: number) => RecordedEvent | undefined,
  terminal: Terminal,
): IterableIterator<string> {
  if (event !== undefined) {
    yield logLine(event, terminal)
    const { position } = event
    const labels = { beforeLabel: String(position - 1), afterLabel: String(position), contextLines: 3 }
    yield* diffText(differences, labels, terminal)
  } else if (outcome.kind === 'unclear')
    for (let position = outcome.suspects.from + 1; position <= outcome.suspects.to; position++) {
      const suspect = eventAt(position)
      if (suspect !== undefined) yield logLine(suspect, terminal)
    }
}

/** What to say besides: the answer where nothing was found, the number of probes, and what was taken for granted. */
export function bisectRemark({ result, range, isScan }: BisectReport): string {
  const { outcome, probes, skipped } = result
  const { from, to } = range
  const skips = skipped.length === 0 ? '' : `, ${skipped.length} skipped`
  const effort = `${counted(probes, 'probe')} of ${counted(to - from, 'event')}${skips}`
  switch (outcome.kind) {
    case 'already':
      return `it is so at ${from} already, where the range begins`
    case 'never':
      return isScan
        ? `it is so at none of ${counted(to - from, 'event')}`
        : `it is not so at ${to}, where the range ends`
    case 'unclear':
      return `it became so at one of these, what could tell was skipped: ${effort}`
    case 'found':
      return isScan
        ? `first so at ${outcome.position}: ${effort}`
        : `first so at ${outcome.position}: ${effort} and both ends, assuming that the answer changes once`
  }
}

export function bisectJson(
  { result, range, isScan, event, differences }: BisectReport,
  branch: string,
): JsonFields {
  const { outcome, probes, skipped } = result
  return {
    range: { from: range.from, to: range.to },
    method: isScan ? 'scan' : 'bisect',
    outcome: outcome.kind,
    position: outcome.kind === 'found' ? outcome.position : null,
    probes,
    skipped,
    suspects: outcome.kind === 'unclear' ? { from: outcome.suspects.from, to: outcome.suspects.to } : null,
    event: event === undefined ? null : eventFields(event, branch),
    documents: documentsOf(differences),
  }
}

function* documentsOf(differences: Iterable<DocumentDifference>): IterableIterator<JsonFields> {
  for (const difference of differences) yield differenceFields(difference)
}
