// Goal: callers that share a commit cannot tell it from appending one after the other. Method: play the same random requests
// into a queue, all in one turn, and one by one into the array; compare every answer and the logs.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AppendQueue } from '../../src/store/append-queue.ts'
import { arrayEventLog } from '../../src/store/array-log.ts'
import type { Ambient, AppendReceipt, AppendRequest, EventLog } from '../../src/store/event.ts'
import { temporaryStore } from '../support/stores.ts'

const streamName = fc.constantFrom('a', 'b', 'c')

const newEvent = fc.record(
  {
    stream: streamName,
    type: fc.constantFrom('Added', 'Removed'),
    json: fc.oneof(
      { weight: 20, arbitrary: fc.nat(3).map(String) },
      { weight: 1, arbitrary: fc.constant('{') },
    ),
    id: fc.constantFrom('id-1', 'id-2'),
  },
  { requiredKeys: ['stream', 'type', 'json'] },
)

const request: fc.Arbitrary<AppendRequest> = fc.record(
  {
    events: fc.array(newEvent, { minLength: 1, maxLength: 3 }),
    expect: fc
      .array(fc.tuple(streamName, fc.oneof(fc.nat(4), fc.constant('any' as const))), { maxLength: 2 })
      .map((all) => new Map(all)),
  },
  { requiredKeys: ['events'] },
)

/** Ids are drawn again when an attempt to join appends is given up, so they are not compared. */
function still(): Ambient {
  let ids = 0
  return { nowMs: () => 1_767_225_600_000, newId: () => `drawn-${ids++}`, newSalt: () => '0'.repeat(32) }
}

function outcomeOf(log: EventLog, one: AppendRequest): unknown {
  try {
    return answer(log.append(one))
  } catch (error) {
    return refusal(error)
  }
}

function answer({ events }: AppendReceipt): unknown {
  return events.map(({ position, stream, version, type, duplicate }) => ({
    position,
    stream,
    version,
    type,
    duplicate,
  }))
}

function refusal(error: unknown): unknown {
  const { code, at } = error as { code?: string; at?: unknown }
  return code === 'VERSION_CONFLICT' ? { code, at } : { code: code ?? String(error) }
}

function contents(log: EventLog): unknown {
  return [...log.read()].map(({ position, stream, version, type, json }) => ({
    position,
    stream,
    version,
    type,
    json,
  }))
}

test('a shared commit answers as appends one after the other do', { timeout: 180_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(request, { maxLength: 8 }), { maxLength: 4 }), async (turns) => {
      const store = temporaryStore(still())
      const array = arrayEventLog(still())
      const queue = new AppendQueue(store, store.log)
      for (const turn of turns) {
        const answers = await Promise.all(turn.map((one) => queue.append(one).then(answer, refusal)))
        expect(answers).toEqual(turn.map((one) => outcomeOf(array, one)))
        expect(contents(store.log)).toEqual(contents(array))
      }
    }),
    { numRuns: 120 },
  )
})
