// Goal: a funnel counts what its description says. Method: random histories, with equal times and types that
// are several steps; every attempt tried in all ways that there are, one event after the other.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type FunnelRequest, funnelOf } from '../../src/analysis/funnel.ts'
import { parseSubject } from '../../src/analysis/subject.ts'
import { arrayEventLog } from '../../src/store/array-log.ts'
import type { RecordedEvent } from '../../src/store/event.ts'

const start = Date.UTC(2026, 0, 30)
const event = fc.record({
  type: fc.constantFrom('A', 'B', 'C', 'D'),
  who: fc.constantFrom('x', 'x', 'x', 'x', 'y', 1, '1', true, null, { a: 1 }),
  stepMs: fc.constantFrom(0, 0, 1, 5, 20),
})
const request = fc.record({
  steps: fc.array(fc.constantFrom('A', 'B', 'C'), { minLength: 2, maxLength: 4 }),
  withinMs: fc.constantFrom(undefined, 0, 5, 10, 40),
  anchor: fc.constantFrom('first' as const, 'last' as const),
  count: fc.constantFrom('subjects' as const, 'occurrences' as const),
})

interface Attempt {
  readonly who: unknown
  readonly steps: number
  readonly durationMs: number | undefined
}

/** How many steps from an event of the anchored step can be gone, and how soon all of them, by trying everything. */
function attemptsOf(
  events: readonly RecordedEvent[],
  { steps, withinMs = Number.POSITIVE_INFINITY, anchor }: Omit<FunnelRequest, 'range' | 'by'>,
): Attempt[] {
  const line = anchor === 'first' ? events : events.toReversed()
  const order = anchor === 'first' ? steps : steps.toReversed()
  const attempts: Attempt[] = []
  for (const [index, { type, data, timeMs }] of line.entries()) {
    const { who } = data as { who: unknown }
    if (type !== order[0] || who === null) continue
    const own = line
      .slice(index + 1)
      .filter((one) => JSON.stringify((one.data as { who: unknown }).who) === JSON.stringify(who))
    const ends: number[] = []
    let most = 0
    const walk = (at: number, done: number): void => {
      most = Math.max(most, done)
      for (const [next, one] of own.entries()) {
        const tookMs = Math.abs(one.timeMs - timeMs)
        if (next < at || one.type !== order[done + 1] || tookMs > withinMs) continue
        if (done + 2 === order.length) ends.push(tookMs)
        walk(next + 1, done + 1)
      }
    }
    walk(0, 0)
    attempts.push({ who, steps: most, durationMs: ends.length === 0 ? undefined : Math.min(...ends) })
  }
  return anchor === 'first' ? attempts : attempts.reverse()
}

/** Of each subject how far it came at best, and what its first attempt took that completed. */
function bestOf(attempts: readonly Attempt[]): Attempt[] {
  const subjects = new Map<string, Attempt>()
  for (const attempt of attempts) {
    const key = JSON.stringify(attempt.who)
    const before = subjects.get(key) ?? { ...attempt, steps: 0, durationMs: undefined }
    subjects.set(key, {
      who: attempt.who,
      steps: Math.max(before.steps, attempt.steps),
      durationMs: before.durationMs ?? attempt.durationMs,
    })
  }
  return [...subjects.values()]
}

test('a funnel is what trying every way finds', () => {
  fc.assert(
    fc.property(
      fc.array(event, { minLength: 1, maxLength: 14 }),
      request,
      fc.nat(5),
      (happenings, asked, from) => {
        const log = arrayEventLog()
        let timeMs = start
        const events = happenings.map(({ type, who, stepMs }) => {
          timeMs += stepMs
          return { stream: 's', type, data: { who }, timeMs }
        })
        log.append({ events })
        const range = { from: Math.min(from, events.length), to: events.length }

        const funnel = funnelOf(log, { ...asked, range, by: parseSubject('data.who') })

        const recorded = [...log.read({ after: range.from })]
        const attempts = attemptsOf(recorded, asked)
        const expected = asked.count === 'subjects' ? bestOf(attempts) : attempts
        const reached = asked.steps.map((_, step) => {
          const steps = asked.anchor === 'first' ? step : asked.steps.length - 1 - step
          return expected.filter((one) => one.steps >= steps).length
        })
        const durations = expected.flatMap(({ durationMs }) => durationMs ?? [])
        expect(funnel.steps.map((step) => step.reached)).toEqual(reached)
        expect(funnel.asked).toBe(expected.length)
        expect(funnel.completed).toBe(durations.length)
        expect(funnel.durationsMs.toSorted()).toEqual(durations.toSorted())
        const named = recorded.filter((one) => (asked.steps as string[]).includes(one.type))
        expect(funnel.withoutSubject).toBe(
          named.filter((one) => (one.data as { who: unknown }).who === null).length,
        )
      },
    ),
    { numRuns: 2000 },
  )
})
