import type { EventLog } from '../store/event.ts'
import { type ExportRange, exportLines } from '../transfer/export-lines.ts'
import { eventFields } from './event-json.ts'
import type { JsonFields } from './json.ts'

/** A range as JSON lines; exact in a pipe, with hostile characters escaped on a terminal. */
export function* exportText(
  log: EventLog,
  range: ExportRange,
  safeJson: (text: string) => string,
): Generator<string> {
  for (const line of exportLines(log, range)) yield safeJson(line)
}

/** The same range as one document. */
export function exportJson(log: EventLog, range: ExportRange): JsonFields {
  return { range: { from: range.from, to: range.to }, events: eventDocuments(log, range) }
}

function* eventDocuments(log: EventLog, { from, to }: ExportRange): Generator<JsonFields> {
  for (const event of log.read({ after: from, upTo: to })) yield eventFields(event, log.branch)
}
