import { type ErrorCode, EsError } from '../errors.ts'
import { fileFailure } from '../store/disk-reason.ts'
import { bug_status, exit_status } from './exit-status.ts'
import { documentText } from './json.ts'
import type { Terminal } from './terminal.ts'
import { usageProblem } from './usage-problem.ts'

/** What a failure says to people and to scripts. */
export interface ErrorReport {
  readonly code: ErrorCode | 'INTERNAL'
  readonly exit: number
  readonly message: string
  readonly hint: string | undefined
}

/** Never throws. What is neither ours, nor a mistyped command line, nor the file system's, is a bug in `es`. */
export function reportOf(error: unknown): ErrorReport {
  if (error instanceof EsError) return ours(error)
  const problem = usageProblem(error)
  if (problem !== undefined) return { code: 'USAGE', exit: exit_status.USAGE, ...problem }
  const failure = fileFailure(error)
  if (failure instanceof EsError) return ours(failure)
  return {
    code: 'INTERNAL',
    exit: bug_status,
    message: `a bug in es: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`,
    hint: 'please report it, with what --debug prints',
  }
}

/** The lines for stderr, each with its line feed. */
export function errorText(report: ErrorReport, terminal: Terminal): string {
  const { colours, safe } = terminal
  const line = `${colours.error('error:')} ${safe(report.message)}\n`
  return report.hint === undefined ? line : `${line}${colours.hint('hint:')} ${safe(report.hint)}\n`
}

/** The document for stdout that takes the place of a result. */
export function errorDocument({ code, exit, message, hint }: ErrorReport): string {
  return documentText({ error: { code, exit, message, hint } })
}

/** The stack, and those of its causes. */
export function stackText(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const cause = error.cause === undefined ? '' : `caused by: ${stackText(error.cause)}`
  return `${error.stack ?? ''}\n${cause}`
}

/** A parser of an option's value throws our error; oclif writes its own words around the message. */
const wrapped = /^Parsing --(\S+) \n\t([\s\S]*)\nSee more help with --help$/

function ours(error: EsError): ErrorReport {
  const match = wrapped.exec(error.message)
  const message = match === null ? error.message : `--${match[1]}: ${match[2]}`
  return { code: error.code, exit: exit_status[error.code], message, hint: error.hint }
}
