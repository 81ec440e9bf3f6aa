import type { EventLog } from '../store/event.ts'
import { eventLine } from './event-line.ts'

/** Positions after `from`, up to and including `to`. */
export interface ExportRange {
  readonly from: number
  readonly to: number
}

/** A range of a log as JSON lines, oldest first, each with its line end; lazily, so that a slow reader needs no memory. */
export function* exportLines(log: EventLog, { from, to }: ExportRange): Generator<string> {
  for (const event of log.read({ after: from, upTo: to })) yield `${eventLine(event, log.branch)}\n`
}
