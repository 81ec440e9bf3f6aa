import { UsageError } from '../errors.ts'
import { decodePercent } from '../revision/percent.ts'
import type { AppendRequest, ExpectedVersion, NewEvent } from '../store/event.ts'
import type { AppendLine } from './append-lines.ts'
import { type Expectation, parseExpectation } from './expected-version.ts'

/** What a command line says besides the events. */
export interface AppendWords {
  readonly expect?: readonly string[] | undefined
  /** `k=v`, each a text member of the meta. */
  readonly meta?: readonly string[] | undefined
  readonly actor?: string | undefined
  /** Paragraphs. */
  readonly message?: readonly string[] | undefined
  readonly id?: string | undefined
  readonly erasable?: boolean | undefined
  readonly dryRun?: boolean | undefined
}

/**
 * The request for one atomic append from lines and the words of a command line. A line's own meta wins over the
 * command line's.
 * @throws {UsageError} words that contradict each other.
 */
export function appendRequest(lines: readonly AppendLine[], words: AppendWords): AppendRequest {
  if (lines.length === 0) throw new UsageError('there is no event to append')
  if (words.id !== undefined && lines.length > 1)
    throw new UsageError(`one --id for ${lines.length} events`, { hint: "give each line its own 'id'" })
  const added = metaMembers(words)
  const events = lines.map(({ event }): NewEvent => {
    return {
      ...event,
      metaJson: withMembers(event.metaJson ?? '{}', added),
      ...(words.id === undefined ? {} : { id: words.id }),
      ...(words.erasable ? { erasable: true } : {}),
    }
  })
  return { events, expect: expectations(lines, words.expect ?? []), dryRun: words.dryRun === true }
}

/** A stream as it is typed: its name, or `stream:` and the name percent-encoded, as revisions write it. */
export function parseStreamName(text: string): string {
  if (!text.startsWith('stream:')) return text
  const name = decodePercent(text.slice('stream:'.length))
  if (name === undefined) throw new UsageError(`stream name '${text}' is not percent-encoded UTF-8`)
  return name
}

function metaMembers(words: AppendWords): Map<string, string> {
  const members = new Map<string, string>()
  if (words.actor !== undefined) members.set('actor', words.actor)
  if (words.message?.length) members.set('message', words.message.join('\n\n'))
  for (const pair of words.meta ?? []) {
    const split = pair.indexOf('=')
    if (split < 1) throw new UsageError(`--meta: '${pair}' is not KEY=VALUE`)
    members.set(pair.slice(0, split), pair.slice(split + 1))
  }
  return members
}

/** Adds members to the text of an object, behind its own, which stay as they are. Other texts are left to the log. */
function withMembers(metaJson: string, added: ReadonlyMap<string, string>): string {
  if (added.size === 0) return metaJson
  const own = objectKeys(metaJson)
  if (own === undefined) return metaJson
  const members = [...added]
    .filter(([name]) => !own.has(name))
    .map((pair) => pair.map((text) => JSON.stringify(text)).join(':'))
  if (members.length === 0) return metaJson
  const inner = metaJson.trim().slice(1, -1).trim()
  return `{${inner === '' ? '' : `${inner},`}${members.join(',')}}`
}

function objectKeys(json: string): Set<string> | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? new Set(Object.keys(value))
      : undefined
  } catch {
    return undefined
  }
}

function expectations(lines: readonly AppendLine[], words: readonly string[]): Map<string, ExpectedVersion> {
  const expect = new Map<string, ExpectedVersion>()
  const streams = new Set(lines.map(({ event }) => event.stream))
  for (const expectation of words.map(parseExpectation))
    add(expect, streamOf(expectation, streams), expectation.version)
  for (const { event, expect: version } of lines)
    if (version !== undefined) add(expect, event.stream, version)
  return expect
}

function streamOf({ stream, version }: Expectation, streams: ReadonlySet<string>): string {
  if (stream !== undefined) return parseStreamName(stream)
  if (streams.size > 1)
    throw new UsageError(`--expect ${version} for ${streams.size} streams`, {
      hint: 'say --expect STREAM=N for each',
    })
  return [...streams][0]!
}

function add(expect: Map<string, ExpectedVersion>, stream: string, version: ExpectedVersion): void {
  const before = expect.get(stream)
  if (before !== undefined && before !== version)
    throw new UsageError(`two expected versions for stream '${stream}': ${before} and ${version}`)
  expect.set(stream, version)
}
