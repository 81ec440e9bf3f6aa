import {
  DiskFailedError,
  EsError,
  EventInvalidError,
  HungUpError,
  IdConflictError,
  InterruptedError,
  JsonInvalidError,
  LineInvalidError,
  StoreBusyError,
  TerminatedError,
  TimeConflictError,
} from '../errors.ts'
import type { ImportRow } from './import-row.ts'
import { checkRow } from './sorted-rows.ts'

/** What stands when an import ends early. */
export interface Standing {
  /** Rows of the file that are in, those of earlier runs too. */
  readonly rows: number
  /** The line after them. */
  readonly nextLine: number
  /** What the next run of the same command does: goes on, skips what is in by its id, or begins anew. */
  readonly again: 'goes on' | 'skips' | 'begins'
  /** The command said to import all of the file again, which its next run is not to say. */
  readonly insists: boolean
  readonly sorted: boolean
}

/**
 * The error that ends an import, which says where it stands and how to go on.
 * @param pending rows that were read before it happened and are not in.
 */
export function endingError(error: unknown, pending: readonly ImportRow[], standing: Standing): unknown {
  const told = isAboutRows(error) ? (firstBad(pending) ?? error) : error
  if (!(told instanceof EsError)) return told
  const message = `${told.message}; ${standingText(standing)}`
  const hint = hintText(told, standing) ?? told.hint
  if (told instanceof LineInvalidError)
    return new LineInvalidError(told.at, message.slice(`line ${told.at.line}: `.length), hint)
  for (const kind of [
    IdConflictError,
    TimeConflictError,
    DiskFailedError,
    StoreBusyError,
    InterruptedError,
    TerminatedError,
    HungUpError,
  ])
    if (told instanceof kind) return new kind(message, { hint, cause: told.cause })
  return told
}

/** The rest of a batch is checked only when it is appended, so an earlier row may be bad too, and is told first. */
function isAboutRows(error: unknown): boolean {
  return (
    error instanceof LineInvalidError ||
    error instanceof JsonInvalidError ||
    error instanceof EventInvalidError
  )
}

function firstBad(rows: readonly ImportRow[]): LineInvalidError | undefined {
  for (const row of rows) {
    try {
      checkRow(row)
    } catch (error) {
      if (error instanceof LineInvalidError) return error
    }
  }
  return undefined
}

function standingText({ rows, nextLine, sorted }: Standing): string {
  if (rows === 0) return 'nothing was imported'
  return `${rows} ${rows === 1 ? 'event is' : 'events are'} in${sorted ? '' : `, up to line ${nextLine - 1}`}`
}

function hintText(error: EsError, { rows, nextLine, again, insists, sorted }: Standing): string | undefined {
  if (rows === 0 || error instanceof TimeConflictError) return undefined
  const command = insists && again === 'goes on' ? 'the same command without --again' : 'the same command'
  const mended = error instanceof LineInvalidError ? `mend line ${error.at.line}, then ${command}` : command
  if (again === 'goes on') return sorted ? `${mended} goes on there` : `${mended} goes on at line ${nextLine}`
  if (again === 'skips') return `${mended} skips what is in by its id`
  return `what is in stays: give the lines from ${nextLine} on`
}
