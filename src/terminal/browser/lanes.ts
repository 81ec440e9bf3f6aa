import type { Work, WorkProgress } from '../../browse/work.ts'

/** What is worked on; a new work in a lane takes the place of the one that is there. */
export type LaneName = 'list' | 'models' | 'changes' | 'names' | 'task'

/** What was asked for by a key. The others make what is shown, and would only begin anew. */
export const stoppable_lanes: readonly LaneName[] = ['task', 'changes', 'names']

export interface LaneProgress {
  readonly doing: string
  /** From 0 to 1. */
  readonly share: number
  /** Esc stops it. */
  readonly canStop: boolean
}

interface Lane {
  readonly step: () => boolean
  /** What it is, for people: `searching`. */
  readonly doing: string
  progress: WorkProgress | undefined
}

/** So long the interface works before it looks at keys again. */
const slice_ms = 8

export interface LanesOptions {
  /** Before each slice: reading goes on in a state of the store of its own. */
  readonly beforeSlice: () => void
  /** After each slice. */
  readonly onStep: () => void
  readonly onError: (error: unknown) => void
}

/** Long work between two keys, a slice at a time, so that the interface answers whatever goes on. */
export class Lanes {
  readonly #lanes = new Map<LaneName, Lane>()
  readonly #options: LanesOptions
  #isScheduled = false

  constructor(options: LanesOptions) {
    this.#options = options
  }

  /** Begins at once: short work is done, and `then` called, before this returns. */
  start<T>(name: LaneName, doing: string, work: Work<T>, then: (result: T) => void): void {
    const lane: Lane = {
      doing,
      progress: undefined,
      step: () => {
        const next = work.next()
        if (!next.done) {
          lane.progress = next.value
          return false
        }
        if (this.#lanes.get(name) === lane) this.#lanes.delete(name)
        then(next.value)
        return true
      },
    }
    this.#lanes.set(name, lane)
    this.#work(name, lane)
    this.#schedule()
  }

  stop(...names: readonly LaneName[]): boolean {
    return names.filter((name) => this.#lanes.delete(name)).length > 0
  }

  stopAll(): void {
    this.#lanes.clear()
  }

  isBusy(name: LaneName): boolean {
    return this.#lanes.has(name)
  }

  /** The work that people wait for, and how far it is. */
  get progress(): LaneProgress | undefined {
    const [first] = this.#lanes
    if (first === undefined) return undefined
    const [name, lane] = first
    const { done = 0, total = 0 } = lane.progress ?? {}
    return {
      doing: lane.doing,
      share: total <= 0 ? 0 : Math.min(1, done / total),
      canStop: stoppable_lanes.includes(name),
    }
  }

  #work(name: LaneName, lane: Lane): void {
    const endMs = performance.now() + slice_ms
    try {
      while (this.#lanes.get(name) === lane && performance.now() < endMs) if (lane.step()) return
    } catch (error) {
      this.#lanes.delete(name)
      this.#options.onError(error)
    }
  }

  #schedule(): void {
    if (this.#isScheduled || this.#lanes.size === 0) return
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      if (this.#lanes.size === 0) return
      this.#options.beforeSlice()
      for (const [name, lane] of [...this.#lanes]) if (this.#lanes.get(name) === lane) this.#work(name, lane)
      this.#options.onStep()
      this.#schedule()
    })
  }
}
