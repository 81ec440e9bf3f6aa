/** What is told of attempts. */
export interface AttemptListener {
  /** An attempt came so many steps from its anchor: 0 when it begins. */
  reached(steps: number): void
  /** An attempt went all steps in so many ms. */
  completed(durationMs: number): void
}

/** The attempts of one subject to go all steps of a funnel. Each hangs on one event of the anchored step. */
export interface Attempts {
  /**
   * An event of a step, from 0; they come in the log's order. Where a type is several steps, the last of them must be
   * told first.
   */
  event(step: number, timeMs: number, listener: AttemptListener): void
  /** How many could still complete after a time. */
  openAt(timeMs: number): number
}

/**
 * Attempts that begin with an event of the first step. Each takes the first event of the second step after it, the
 * first of the third after that, and so on: no other choice is sooner at any step.
 */
export class ForwardAttempts implements Attempts {
  readonly #last: number
  readonly #withinMs: number
  /** By the last step that they have taken, the times at which attempts began. */
  readonly #begunMs: number[][]

  constructor(steps: number, withinMs: number) {
    this.#last = steps - 1
    this.#withinMs = withinMs
    this.#begunMs = Array.from({ length: steps - 1 }, () => [])
  }

  event(step: number, timeMs: number, listener: AttemptListener): void {
    if (step === 0) this.#begin(timeMs, listener)
    else this.#advance(step, timeMs, listener)
  }

  #begin(timeMs: number, listener: AttemptListener): void {
    const begun = this.#begunMs[0] as number[]
    // What has run out of time goes now and then, so that a subject that never gets further stays small.
    if (begun.length >= 64 && (begun.length & (begun.length - 1)) === 0)
      this.#begunMs[0] = this.#inTime(begun, timeMs)
    this.#begunMs[0]?.push(timeMs)
    listener.reached(0)
  }

  #advance(step: number, timeMs: number, listener: AttemptListener): void {
    const waiting = this.#begunMs[step - 1] as number[]
    if (waiting.length === 0) return
    this.#begunMs[step - 1] = []
    for (const beginMs of this.#inTime(waiting, timeMs)) {
      listener.reached(step)
      if (step === this.#last) listener.completed(timeMs - beginMs)
      else this.#begunMs[step]?.push(beginMs)
    }
  }

  #inTime(begunMs: readonly number[], timeMs: number): number[] {
    return begunMs.filter((beginMs) => timeMs - beginMs <= this.#withinMs)
  }

  openAt(timeMs: number): number {
    return this.#begunMs.reduce((open, begunMs) => open + this.#inTime(begunMs, timeMs).length, 0)
  }
}

/**
 * Attempts that end with an event of the last step, looked at backwards: the latest event of the step before it, the
 * latest of the one before that, and so on. Only the latest beginnings need to be known for that.
 */
export class BackwardAttempts implements Attempts {
  readonly #last: number
  readonly #withinMs: number
  /**
   * At `from * steps + to`: the latest time of an event of step `from` that was followed by all steps up to `to`;
   * -Infinity when there is none.
   */
  readonly #latestMs: Float64Array

  constructor(steps: number, withinMs: number) {
    this.#last = steps - 1
    this.#withinMs = withinMs
    this.#latestMs = new Float64Array(steps * steps).fill(Number.NEGATIVE_INFINITY)
  }

  event(step: number, timeMs: number, listener: AttemptListener): void {
    const steps = this.#last + 1
    if (step === this.#last) this.#end(timeMs, listener)
    for (let from = 0; from < step; from++)
      this.#latestMs[from * steps + step] = this.#latestMs[from * steps + step - 1] as number
    this.#latestMs[step * steps + step] = timeMs
  }

  #end(timeMs: number, listener: AttemptListener): void {
    const steps = this.#last + 1
    listener.reached(0)
    for (let from = this.#last - 1; from >= 0; from--) {
      const durationMs = timeMs - (this.#latestMs[from * steps + this.#last - 1] as number)
      if (durationMs > this.#withinMs || durationMs === Number.POSITIVE_INFINITY) return
      listener.reached(this.#last - from)
      if (from === 0) listener.completed(durationMs)
    }
  }

  /** What is to come after an end cannot change what came before it. */
  openAt(): number {
    return 0
  }
}
