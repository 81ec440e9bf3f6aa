import type { PositionRange } from '../revision/select-events.ts'
import type { EventLog } from '../store/event.ts'
import { type AttemptListener, type Attempts, BackwardAttempts, ForwardAttempts } from './attempts.ts'
import type { Subject, SubjectOf } from './subject.ts'
import { type TimeBounds, withinTimes } from './time-range.ts'

export interface FunnelRequest extends TimeBounds {
  readonly range: PositionRange
  /** Two or more types, in the order in which they must happen. */
  readonly steps: readonly string[]
  readonly by: SubjectOf
  /** From the first step to the last, at most; any time when left out. */
  readonly withinMs?: number | undefined
  /** Which end is asked about: those who did the first step, or those who did the last. */
  readonly anchor: 'first' | 'last'
  readonly count: 'subjects' | 'occurrences'
}

export interface FunnelStep {
  readonly type: string
  /** How many events of this type have a subject. */
  readonly events: number
  /** How many of those who are asked about came as far as here. */
  readonly reached: number
}

export interface Funnel {
  readonly range: PositionRange
  readonly steps: readonly FunnelStep[]
  /** How many were asked about, and how many of them went all steps in time. */
  readonly asked: number
  readonly completed: number
  /** Of those that did not complete: how many still had time after the last event of the range. */
  readonly open: number
  /** How long those took that completed, ms, in no order. Of a subject its first attempt that did. */
  readonly durationsMs: readonly number[]
  /** Events of the types that have no subject, and count for nothing. */
  readonly withoutSubject: number
}

/**
 * How many did one thing after the other, and how soon. One pass over the events of the named types; no other event
 * is parsed.
 */
export function funnelOf(log: EventLog, request: FunnelRequest): Funnel {
  const range = withinTimes(log, request.range, request)
  const { steps, by } = request
  const stepsOfType = new Map(steps.map((type) => [type, indexesFromLast(steps, type)]))
  const events = new Map(steps.map((type) => [type, 0]))
  const census = new Census(request)
  let withoutSubject = 0
  for (const event of log.read({ after: range.from, upTo: range.to, types: [...stepsOfType.keys()] })) {
    const subject = by.of(event)
    if (subject === undefined) {
      withoutSubject++
      continue
    }
    const { type, timeMs } = event
    events.set(type, (events.get(type) ?? 0) + 1)
    census.add(subject, stepsOfType.get(type) as number[], timeMs)
  }
  const lastMs = log.at(range.to)?.timeMs ?? Number.NEGATIVE_INFINITY
  const { counts, durationsMs } = census
  const reached = request.anchor === 'first' ? counts : counts.toReversed()
  return {
    range,
    steps: steps.map((type, step) => ({
      type,
      events: events.get(type) ?? 0,
      reached: reached[step] as number,
    })),
    asked: counts[0] as number,
    completed: durationsMs.length,
    open: census.openAt(lastMs),
    durationsMs,
    withoutSubject,
  }
}

function indexesFromLast(steps: readonly string[], type: string): number[] {
  return steps.flatMap((step, index) => (step === type ? [index] : [])).reverse()
}

/** Where one subject stands. */
interface Standing {
  readonly attempts: Attempts
  /** The most steps that an attempt came from its anchor; -1 before the first. */
  best: number
  /** Only of interest where subjects are counted. */
  isComplete: boolean
}

/** All subjects, and what is counted of them. */
class Census implements AttemptListener {
  /** By the number of steps from the anchor. */
  readonly counts: number[]
  readonly durationsMs: number[] = []
  readonly #request: FunnelRequest
  readonly #standings = new Map<Subject, Standing>()
  /** Whose attempts are told of. */
  #current: Standing | undefined

  constructor(request: FunnelRequest) {
    this.#request = request
    this.counts = new Array<number>(request.steps.length).fill(0)
  }

  add(subject: Subject, steps: readonly number[], timeMs: number): void {
    const standing = this.#standings.get(subject) ?? this.#open(subject)
    this.#current = standing
    for (const step of steps) {
      // A subject counts once, so nothing that comes after it went all steps changes anything.
      if (standing.isComplete) return
      standing.attempts.event(step, timeMs, this)
    }
  }

  #open(subject: Subject): Standing {
    const { anchor, withinMs = Number.POSITIVE_INFINITY, steps } = this.#request
    const Direction = anchor === 'first' ? ForwardAttempts : BackwardAttempts
    const standing = { attempts: new Direction(steps.length, withinMs), best: -1, isComplete: false }
    this.#standings.set(subject, standing)
    return standing
  }

  reached(steps: number): void {
    const standing = this.#current as Standing
    if (this.#request.count === 'occurrences') this.counts[steps]!++
    else while (standing.best < steps) this.counts[++standing.best]!++
  }

  completed(durationMs: number): void {
    const standing = this.#current as Standing
    if (standing.isComplete) return
    this.durationsMs.push(durationMs)
    standing.isComplete = this.#request.count === 'subjects'
  }

  openAt(timeMs: number): number {
    const { withinMs, count } = this.#request
    if (withinMs === undefined) return 0
    let open = 0
    for (const { attempts, isComplete } of this.#standings.values()) {
      if (isComplete) continue
      const ofSubject = attempts.openAt(timeMs)
      open += count === 'subjects' ? Math.min(1, ofSubject) : ofSubject
    }
    return open
  }
}
