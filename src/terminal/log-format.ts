import { UsageError } from '../errors.ts'
import { metaText } from '../revision/meta.ts'
import type { RecordedEvent } from '../store/event.ts'
import { relativeTime } from './relative-time.ts'
import type { Terminal } from './terminal.ts'

type Placeholder = (event: RecordedEvent, terminal: Terminal) => string

const short_hash_length = 10

/** git's placeholders where it has them. */
const placeholders: Readonly<Record<string, Placeholder>> = {
  H: ({ hash }) => hash,
  h: ({ hash }) => hash.slice(0, short_hash_length),
  p: ({ position }) => String(position),
  s: ({ stream }, { safe }) => safe(stream),
  v: ({ version }) => String(version),
  t: ({ type }, { safe }) => safe(type),
  i: ({ id }, { safe }) => safe(id),
  aI: ({ time }) => time,
  ar: ({ timeMs }, { nowMs }) => relativeTime(timeMs, nowMs),
  an: (event, { safe }) => safe(metaText(event, 'actor') ?? ''),
  B: (event, { safe }) => safe(metaText(event, 'message') ?? ''),
  d: ({ json }, { safeJson }) => safeJson(json),
  n: () => '\n',
  '%': () => '%',
}

/** What `--format` takes, for people. */
export const format_summary =
  '%H hash, %h its beginning, %p position, %s stream, %v version, %t type, %i id, %aI time, %ar how long ago, %an actor, %B message, %d data, %n line feed, %% a percent sign'

/**
 * Compiles the text of `--format`.
 * @throws {UsageError} a placeholder that does not exist.
 */
export function logFormat(template: string): Placeholder {
  const parts = template.split(/(%(?:a[a-z]|.|$))/isu).map((part, index): Placeholder => {
    if (index % 2 === 0) return (_, { safe }) => safe(part)
    const name = part.slice(1)
    const placeholder = Object.hasOwn(placeholders, name) ? placeholders[name] : undefined
    if (placeholder !== undefined) return placeholder
    throw new UsageError(`unknown placeholder '${part}' in '${template}'`, {
      hint: `known: ${format_summary}`,
    })
  })
  return (event, terminal) => parts.map((part) => part(event, terminal)).join('')
}
