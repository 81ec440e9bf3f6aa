import { SourceMap } from 'node:module'
import { posix } from 'node:path'
import { EsError, InterruptedError, NumberInexactError, ProjectionFailedError } from '../errors.ts'
import type { RecordedEvent } from '../store/event.ts'
import { type Bundle, bundle_folder } from './bundle.ts'
import { absent_globals } from './guards.ts'
import { bundleFilename, TimeLimitError } from './realm.ts'

/** A line of the user's own file, relative to the root. */
export interface SourcePlace {
  readonly file: string
  /** From 1. */
  readonly line: number
}

/** What went wrong in a projection's code, told with the projection, the event, and the user's own file and line. */
export function projectionFailure(
  error: unknown,
  from: { name: string; bundle: Bundle; event?: RecordedEvent | undefined; key?: string | undefined },
): Error {
  if (error instanceof InterruptedError || error instanceof ProjectionFailedError) return error
  if (error instanceof EsError && !(error instanceof NumberInexactError)) return error
  const { name, event, key, bundle } = from
  const place = placeOf(error, bundle)
  const atEvent = event === undefined ? '' : ` at event ${event.position} '${event.type}'`
  const inFile = place === undefined ? '' : ` (${place.file}:${place.line})`
  const at = {
    projection: name,
    ...(event === undefined ? {} : { position: event.position, type: event.type }),
    ...place,
    ...(key === undefined ? {} : { key }),
  }
  const message = `projection '${name}' failed${atEvent}${inFile}: ${messageOf(error)}`
  return new ProjectionFailedError(at, message, { hint: hintFor(error), cause: error })
}

/** The topmost line of the user's code in an error's stack. */
function placeOf(error: unknown, bundle: Bundle): SourcePlace | undefined {
  const stack = isErrorLike(error) ? error.stack : undefined
  if (typeof stack !== 'string') return undefined
  const filename = bundleFilename(bundle)
  const start = stack.indexOf(`${filename}:`)
  const numbers = start === -1 ? null : /^:(\d+):(\d+)/.exec(stack.slice(start + filename.length))
  if (numbers === null) return undefined
  return originalPlace(bundle, Number(numbers[1]), Number(numbers[2]))
}

function originalPlace(bundle: Bundle, line: number, column: number): SourcePlace | undefined {
  const entry = new SourceMap(JSON.parse(bundle.sourceMap)).findEntry(line - 1, column - 1)
  if (!('originalSource' in entry)) return undefined
  return { file: posix.join(bundle_folder, entry.originalSource), line: entry.originalLine + 1 }
}

/** An error of the realm is not an instance of this realm's `Error`. */
function isErrorLike(error: unknown): error is Error {
  return typeof error === 'object' && error !== null && 'message' in error
}

function messageOf(error: unknown): string {
  if (!isErrorLike(error)) return `threw ${typeof error === 'string' ? `'${error}'` : String(error)}`
  const { name } = error
  // One line of it: an error is one line.
  const [message = ''] = `${error.message}`.split('\n')
  return name === 'Error' || name === 'NotDeterministic' || error instanceof Error
    ? message
    : `${name}: ${message}`
}

function hintFor(error: unknown): string | undefined {
  if (error instanceof NumberInexactError) return 'a handler can read the text of the data in event.json'
  if (error instanceof TimeLimitError)
    return 'is there a loop that does not end? So long may a batch of events take'
  const name = isErrorLike(error) ? /^(\w+) is not defined$/.exec(error.message)?.[1] : undefined
  const use = name === undefined || !Object.hasOwn(absent_globals, name) ? undefined : absent_globals[name]
  return use === undefined ? undefined : `'${name}' is not there for projections: ${use}`
}
