// Goal: a supposed log cannot be told apart from a log in which these events had really followed. Method: play random
// appends into a log and others over one of its positions; ask it and an array that got the same the same questions.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SupposedLog } from '../../src/analysis/supposed-log.ts'
import { arrayEventLog } from '../../src/store/array-log.ts'
import type { Ambient, AppendRequest, EventLog, NewEvent } from '../../src/store/event.ts'
import { answers, outcome, query, request } from '../support/log-questions.ts'
import { countingAmbient } from '../support/stores.ts'

const streams = ['order-1', '__proto__', 'a b/../:~^@3', 'none']
const appends = fc.array(request, { maxLength: 6 })

/** Plays appends, and returns those that wrote something. */
function played(log: EventLog, requests: readonly AppendRequest[]): void {
  for (const one of requests) outcome(log, one)
}

/** The logs do not draw equally many. */
function withOneSalt(ambient: Ambient): Ambient {
  return { ...ambient, newSalt: () => '0'.repeat(32) }
}

test('a supposed log answers as if it had been so', { timeout: 180_000 }, () => {
  fc.assert(
    fc.property(
      appends,
      appends,
      appends,
      fc.array(query, { maxLength: 3 }),
      (shared, real, supposed, queries) => {
        const log = arrayEventLog(withOneSalt(countingAmbient()))
        const expected = arrayEventLog(withOneSalt(countingAmbient()))
        for (const each of [log, expected]) played(each, shared)
        const at = log.tip.position
        played(log, real)
        const ambient = withOneSalt(countingAmbient(Date.UTC(2026, 0, 3)))
        const actual = new SupposedLog(log, at, ambient)
        // The array goes on with a clock and ids of its own, so what is appended must bring both.
        for (const [place, one] of supposed.entries()) {
          const events = (one.events as readonly NewEvent[]).map((event, index) => ({
            ...event,
            id: event.id ?? `own-${place}-${index}`,
            timeMs: event.timeMs ?? Date.UTC(2026, 0, 4),
          }))
          const given = { ...one, events }
          expect(outcome(actual, given)).toEqual(outcome(expected, given))
        }
        expect(answers(actual, queries, streams)).toEqual(answers(expected, queries, streams))
      },
    ),
    { numRuns: 200 },
  )
})
