import { NumberInexactError, UsageError } from '../errors.ts'
import { isKnownKey, knownText } from '../revision/meta.ts'
import type { RecordedEvent } from '../store/event.ts'

/** Whom or what an event is about, such that two of the same are equal: a text, a number or a boolean. */
export type Subject = string | number | boolean

/** How the subject of an event is found. */
export interface SubjectOf {
  /** As it was typed: `stream`, `data.customerId`. */
  readonly text: string
  /** Undefined when the event has none: nothing or null at the path. */
  readonly of: (event: RecordedEvent) => Subject | undefined
}

/**
 * `stream`; `data.customerId`, `meta.correlationId`, `data.lines.0.sku`: names of members and indexes of items, parted
 * by dots, or by slashes where there is one (`data/a.b`).
 * @throws {UsageError}
 */
export function parseSubject(text: string): SubjectOf {
  if (text === 'stream') return { text, of: ({ stream }) => stream }
  const [root, ...path] = text.split(text.includes('/') ? '/' : '.')
  if ((root !== 'data' && root !== 'meta') || path.length === 0 || path.includes(''))
    throw new UsageError(`'${text}' names nothing in an event`, {
      hint: "write 'stream', 'data.customerId' or 'meta.correlationId'",
    })
  const [name] = path
  if (root === 'meta' && path.length === 1 && name !== undefined && isKnownKey(name))
    return { text, of: (event) => knownText(event.metaJson, name) ?? subjectAt(event, root, path) }
  return { text, of: (event) => subjectAt(event, root, path) }
}

function subjectAt(
  event: RecordedEvent,
  root: 'data' | 'meta',
  path: readonly string[],
): Subject | undefined {
  const value = valueAt(rootOf(event, root), path)
  if (value === undefined || value === null) return undefined
  // No string of an event begins so: NUL would be escaped in JSON, and this is not what it stands for.
  if (typeof value === 'object') return `\0${JSON.stringify(value)}`
  return value as Subject
}

/** Data that is itself a number which no double holds has no members. */
function rootOf(event: RecordedEvent, root: 'data' | 'meta'): unknown {
  try {
    return event[root]
  } catch (error) {
    if (error instanceof NumberInexactError && error.at.path === '') return undefined
    throw error
  }
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  let at = value
  for (const name of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined
    at = (at as Readonly<Record<string, unknown>>)[name]
  }
  return at
}
