import { UsageError } from '../errors.ts'
import type { AppendRequest, NewEvent } from '../store/event.ts'
import { anything, count, epochMs, type Kind, object, requireKind, Shape, text, truth } from './shape.ts'

/** One append to one stream. */
export interface StreamAppend {
  readonly stream: string
  /** 1 to 65,536 events, oldest first. */
  readonly events: readonly Omit<NewEvent, 'stream'>[]
  /** The number of events already in the stream: 0 when it must not exist, 'any' (the default) when it does not matter. */
  readonly expectedVersion?: number | 'any'
}

const list: Kind = { words: 'a list of events', fits: Array.isArray }
const version: Kind = {
  words: "a whole number from 0, or 'any'",
  fits: (value) => value === 'any' || count.fits(value),
}

const append_shape = new Shape<StreamAppend>(
  'an append',
  { stream: text, events: list, expectedVersion: version },
  { needed: ['stream', 'events'] },
)

const event_kinds = {
  type: text,
  data: anything,
  json: text,
  meta: object,
  metaJson: text,
  id: text,
  timeMs: epochMs,
  erasable: truth,
  salt: text,
}
const event_hints = {
  time: "give 'timeMs', in milliseconds since the epoch; an event without it is of now",
  stream: 'the append has it, for all its events; appendAll takes events of several streams',
}

const event_shape = new Shape<Omit<NewEvent, 'stream'>>('an event', event_kinds, {
  needed: ['type'],
  hints: event_hints,
})
const placed_event_shape = new Shape<NewEvent>(
  'an event',
  { stream: text, ...event_kinds },
  { needed: ['stream', 'type'], hints: event_hints },
)

/** The request of `append`. @throws {UsageError} something in it would not be read. */
export function requestOf(append: StreamAppend): AppendRequest {
  append_shape.check(append)
  const { stream, events, expectedVersion = 'any' } = append
  return {
    events: events.map((event) => placed(checked(event, event_shape), stream)),
    expect: new Map([[stream, expectedVersion]]),
  }
}

/** The request of `appendAll`. @throws {UsageError} something in it would not be read. */
export function requestOfAll(
  events: readonly NewEvent[],
  expected: Readonly<Record<string, number>> | ReadonlyMap<string, number>,
): AppendRequest {
  requireKind(list, "'events'", events)
  requireKind(object, "'expected'", expected)
  const expect = new Map<string, number>(expected instanceof Map ? expected : Object.entries(expected))
  for (const [stream, version] of expect) requireKind(count, `the expected version of '${stream}'`, version)
  return { events: events.map((event) => checked(event, placed_event_shape)), expect }
}

/** Names each member: a spread would lose those that an event of the caller's own class has from its class. */
function placed(event: Omit<NewEvent, 'stream'>, stream: string): NewEvent {
  const { type, data, meta, metaJson, id, timeMs, erasable, salt } = event
  // Data that is there and undefined is a mistake, and will be refused as such.
  const json = event.json ?? ('data' in event ? undefined : 'null')
  return { stream, type, data, json, meta, metaJson, id, timeMs, erasable, salt }
}

function checked<Event extends Omit<NewEvent, 'stream'>>(event: Event, shape: Shape<Event>): Event {
  shape.check(event)
  if (event.json !== undefined && event.data !== undefined) throw twice('data', 'json')
  if (event.metaJson !== undefined && event.meta !== undefined) throw twice('meta', 'metaJson')
  return event
}

function twice(value: string, text: string): UsageError {
  return new UsageError(`an event has '${value}' and '${text}', and only one of them could be stored`, {
    hint: 'leave one out; of a recorded event take type, json and metaJson',
  })
}
