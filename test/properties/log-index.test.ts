// Goal: the index over full segments changes the speed of a read, never its answer. Method: a history of three and a half
// segments, written in batches of odd sizes; random queries compared with a filter over an array of what was written.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { categoryOf, type NewEvent, type ReadQuery } from '../../src/store/event.ts'
import { segment_events } from '../../src/store/postings.ts'
import { countingAmbient, temporaryStore } from '../support/stores.ts'

const total = Math.floor(3.5 * segment_events)
const start = Date.UTC(2026, 0, 1)

function written(): (NewEvent & { stream: string; type: string; timeMs: number })[] {
  return Array.from({ length: total }, (_, index) => {
    // Streams of very different lengths, and a type and a category that only a part of history has.
    const stream =
      index % 3 === 0 ? 'long-1' : index > 40_000 ? `late-${index % 11}` : `order-${(index * 7919) % 500}`
    const type = index === 20_000 ? 'Once' : `T${index % 5}`
    return { stream, type, json: String(index), timeMs: start + Math.floor(index / 3) }
  })
}

test('reads through the index agree with a filter', { timeout: 180_000 }, () => {
  const store = temporaryStore(countingAmbient(start + total))
  const events = written()
  for (let from = 0; from < total; ) {
    const to = from + 1 + ((from * 31) % 4000)
    store.log.append({ events: events.slice(from, to) })
    from = to
  }
  const versions = new Map<string, number[]>()
  for (const [index, { stream }] of events.entries()) {
    const positions = versions.get(stream) ?? []
    positions.push(index + 1)
    versions.set(stream, positions)
  }
  const position = fc.nat(total)
  const query: fc.Arbitrary<ReadQuery> = fc.record(
    {
      after: position,
      upTo: position,
      reverse: fc.boolean(),
      streams: fc.array(fc.constantFrom('long-1', 'order-3', 'late-4', 'none'), { maxLength: 3 }),
      categories: fc.array(fc.constantFrom('long', 'late', 'none'), { maxLength: 2 }),
      types: fc.array(fc.constantFrom('Once', 'T1', 'none'), { maxLength: 2 }),
      sinceMs: position.map((at) => start + Math.floor(at / 3)),
      untilMs: position.map((at) => start + Math.floor(at / 3)),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(query, (asked) => {
      const expected = events
        .map((event, index) => ({ ...event, position: index + 1 }))
        .filter(
          (event) =>
            event.position > (asked.after ?? 0) &&
            event.position <= (asked.upTo ?? total) &&
            (asked.streams?.includes(event.stream) ?? true) &&
            (asked.categories?.includes(categoryOf(event.stream)) ?? true) &&
            (asked.types?.includes(event.type) ?? true) &&
            event.timeMs >= (asked.sinceMs ?? 0) &&
            event.timeMs <= (asked.untilMs ?? Number.POSITIVE_INFINITY),
        )
        .map((event) => event.position)
      if (asked.reverse) expected.reverse()
      expect([...store.log.read(asked)].map((event) => event.position)).toEqual(expected)
    }),
    { numRuns: 50 },
  )
  for (const [stream, positions] of versions) {
    expect(store.log.versionOf(stream)).toBe(positions.length)
    for (const version of [1, 2, Math.ceil(positions.length / 2), positions.length])
      expect(store.log.positionOf(stream, version)).toBe(positions[version - 1])
  }
  const times = [0, 1, 5000, 17_000, 18_999].map((offset) => store.log.positionAt(start + offset))
  expect(times).toEqual([3, 6, 15_003, 51_003, 57_000])
})
