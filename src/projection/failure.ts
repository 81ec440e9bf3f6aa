import { SourceMap } from 'node:module'
import { posix } from 'node:path'
import { EsError, ProjectionFailedError } from '../errors.ts'
import type { RecordedEvent } from '../store/event.ts'
import { absent_globals } from './absent-globals.ts'
import { type Bundle, bundle_folder } from './bundle.ts'
import type { Thrown } from './inside/failures.ts'
import { CodeError, code_filename, isOwnError, TimeLimitError } from './realm.ts'
import { StateError } from './state-error.ts'

/** A line of the user's own file, relative to the root. */
export interface SourcePlace {
  readonly file: string
  /** From 1. */
  readonly line: number
}

/** Where in a projection's code something went wrong. */
export interface FailedAt {
  readonly name: string
  readonly bundle: Bundle
  readonly event?: RecordedEvent | undefined
  readonly key?: string | undefined
  /** What `init` makes is at fault. */
  readonly isInit?: boolean
}

/** What went wrong in a projection's code, told with the projection, the event, and the user's own file and line. */
export function projectionFailure(error: unknown, from: FailedAt): Error {
  if (error instanceof EsError) return error
  const { name, event, key, bundle, isInit = false } = from
  const place = error instanceof CodeError ? placeOf(error.thrown, bundle) : undefined
  const atEvent = event === undefined ? '' : ` at event ${event.position} '${event.type}'`
  const inInit = isInit ? " in 'init'" : ''
  const inFile = place === undefined ? '' : ` (${place.file}:${place.line})`
  const at = {
    projection: name,
    ...(event === undefined ? {} : { position: event.position, type: event.type }),
    ...place,
    ...(key === undefined ? {} : { key }),
  }
  const message = `projection '${name}' failed${atEvent}${inInit}${inFile}: ${reasonOf(error)}`
  const cause = isOwnError(error) ? error : undefined
  return new ProjectionFailedError(at, message, { hint: hintFor(error), cause })
}

/** The topmost line of the user's code in an error's stack: what a bundle adds has none. */
function placeOf({ stack = '' }: Thrown, bundle: Bundle): SourcePlace | undefined {
  let map: SourceMap | undefined
  for (const [, line, column] of stack.matchAll(frame_pattern)) {
    map ??= new SourceMap(JSON.parse(bundle.sourceMap))
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1)
    if ('originalSource' in entry)
      return { file: posix.join(bundle_folder, entry.originalSource), line: entry.originalLine + 1 }
  }
  return undefined
}

const frame_pattern = new RegExp(`${code_filename}:(\\d+):(\\d+)`, 'g')

/** Errors whose name says nothing to people. */
const plain_names = new Set(['Error', 'NotDeterministic', 'NumberInexact'])

/** One line of it: an error is one line. */
function reasonOf(error: unknown): string {
  if (error instanceof CodeError) return reasonThrown(error.thrown)
  if (!isOwnError(error)) return 'ran out of stack'
  return firstLine(error.message)
}

function reasonThrown({ kind, name, message, text }: Thrown): string {
  if (kind !== 'object') return kind === 'string' ? `threw '${firstLine(`${text}`)}'` : `threw ${text}`
  if (message === undefined) return 'threw an object without a message'
  return name === undefined || plain_names.has(name) ? firstLine(message) : `${name}: ${firstLine(message)}`
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] as string
}

function hintFor(error: unknown): string | undefined {
  if (error instanceof TimeLimitError)
    return 'is there a loop that does not end? So long may a batch of events take'
  const { name, message = '' } = error instanceof CodeError ? error.thrown : {}
  if (name === 'NumberInexact' || (error instanceof StateError && error.problem.isInexact === true))
    return "a handler can read the text of the data in event.json; with numbers: 'text' in the definition such numbers are texts"
  const global = /^(\w+) is not defined$/.exec(message)?.[1]
  const use =
    global === undefined || !Object.hasOwn(absent_globals, global) ? undefined : absent_globals[global]
  return use === undefined ? undefined : `'${global}' is not there for projections: ${use}`
}
