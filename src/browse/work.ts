/** How far long work is, in what it counts: positions, documents. */
export interface WorkProgress {
  readonly done: number
  readonly total: number
}

/** Long work in short steps, between which the interface answers keys. Reading must begin anew after each step. */
export type Work<T> = Generator<WorkProgress, T>

/** Does all of it at once. */
export function finished<T>(work: Work<T>): T {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}
