import fc from 'fast-check'
import {
  type AppendRequest,
  categoryOf,
  type EventColumns,
  type EventLog,
  type ReadQuery,
} from '../../src/store/event.ts'

const streamName = fc.constantFrom('order-1', 'order-2', 'cart-1', 'cart', '__proto__', 'a b/../:~^@3', '☃-1')
const typeName = fc.constantFrom('Added', 'Removed', 'constructor')

const newEvent = fc.record(
  {
    stream: streamName,
    type: typeName,
    json: fc.oneof(
      fc.json(),
      fc.constantFrom(
        '{"a" : 1.0}',
        '9007199254740993',
        '{"__proto__":1}',
        '{"a":1,"a":2}',
        '[1e400]',
        '"\\ud800"',
        '{',
      ),
    ),
    meta: fc.record({ actor: fc.string() }, { requiredKeys: [] }),
    erasable: fc.boolean(),
    id: fc.option(fc.constantFrom('id-1', 'id-2', 'id-3', '0190d5c0-0000-7000-8000-000000000000'), {
      nil: undefined,
    }),
    timeMs: fc.option(fc.integer({ min: Date.UTC(2025, 11, 31), max: Date.UTC(2026, 0, 2) }), {
      nil: undefined,
    }),
  },
  { requiredKeys: ['stream', 'type', 'json'] },
)

/** Appends, right and wrong: few streams and ids, so that they meet. */
export const request = fc.record(
  {
    events: fc.oneof(
      { weight: 9, arbitrary: fc.array(newEvent, { maxLength: 5 }) },
      {
        weight: 1,
        arbitrary: newEvent.map((event) => Array.from({ length: 300 }, () => ({ ...event, id: undefined }))),
      },
    ),
    expect: fc
      .array(fc.tuple(streamName, fc.oneof(fc.nat(4), fc.constant('any' as const))))
      .map((all) => new Map(all)),
    dryRun: fc.boolean(),
  },
  { requiredKeys: ['events'] },
)

export const query: fc.Arbitrary<ReadQuery> = fc.record(
  {
    after: fc.nat(400),
    upTo: fc.nat(700),
    reverse: fc.boolean(),
    streams: fc.array(streamName, { maxLength: 3 }),
    categories: fc.array(fc.constantFrom('order', 'cart', '☃', 'none'), { maxLength: 2 }),
    types: fc.array(typeName, { maxLength: 2 }),
    sinceMs: fc.integer({ min: Date.UTC(2026, 0, 1) - 5, max: Date.UTC(2026, 0, 1) + 50 }),
    untilMs: fc.integer({ min: Date.UTC(2026, 0, 1) - 5, max: Date.UTC(2026, 0, 1) + 50 }),
  },
  { requiredKeys: [] },
)

/** What an append answered: its receipt, or the code of what it threw. */
export function outcome(log: EventLog, append: AppendRequest): unknown {
  try {
    const { branch, events, clockHeldMs } = log.append(append)
    return { branch, events, clockHeldMs }
  } catch (error) {
    return (error as { code?: string }).code ?? error
  }
}

/** What a log answers to every question of the port. */
export function answers(log: EventLog, queries: readonly ReadQuery[], streams: readonly string[]): unknown {
  return {
    tip: log.tip,
    versions: streams.map((stream) => [
      log.versionOf(stream),
      log.positionOf(stream, 2),
      log.positionOf(stream, 999),
    ]),
    ids: ['id-1', 'id-2', 'none', '0190d5c0-0000-7000-8000-000000000000'].map((id) => log.positionOfId(id)),
    prefixes: log.positionsOfIdPrefix('id-', 9),
    times: [-1, 0, 1, 7, 1e6].map((ms) => log.positionAt(Date.UTC(2026, 0, 1) + ms)),
    hashes: [0, 1, 2, 300].map((position) =>
      position <= log.tip.position ? log.hashAt(position) : undefined,
    ),
    events: queries.map((one) =>
      [...log.read(one)].map(({ position, stream, version, type, id, time, json, metaJson, hash }) => {
        return { position, stream, version, type, id, time, json, metaJson, hash }
      }),
    ),
    columns: queries.map((one) => columnsOf(log, one)),
  }
}

/** Types and categories only leave runs out, which may differ from log to log: what is in them must not. */
function columnsOf(log: EventLog, { after, upTo, types, categories }: ReadQuery): unknown[] {
  const bounds = { ...(after !== undefined && { after }), ...(upTo !== undefined && { upTo }) }
  const narrow = { ...(types !== undefined && { types }), ...(categories !== undefined && { categories }) }
  const wanted = [...log.columns({ ...bounds, ...narrow })]
    .flatMap(columnRows)
    .filter(
      ({ stream, type }) =>
        (types?.includes(type) ?? true) && (categories?.includes(categoryOf(stream)) ?? true),
    )
  return [[...log.columns(bounds)].flatMap(columnRows), wanted]
}

function columnRows(run: EventColumns) {
  return Array.from({ length: run.count }, (_, index) => ({
    position: run.firstPosition + index,
    timeMs: run.timeMs[index],
    stream: run.streamName(run.streamIds[index] as number),
    type: run.typeName(run.typeIds[index] as number),
    version: run.versions[index],
    json: run.dataJson(index, index + 1),
    hash: run.event(index).hash,
    sizeBytes: run.sizeBytes(index),
    metaJson: run.metaJson(index),
  }))
}
