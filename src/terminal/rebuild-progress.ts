import type { RebuildProgress } from '../projection/rebuild.ts'

/** A fold over the log, as steps of a progress bar; the unit is events. */
export function* rebuildSteps<T>(
  work: Iterator<RebuildProgress, T>,
): Generator<{ done: number; total: number; at: string }, T> {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
    const { names, from, position, upTo } = step.value
    yield { done: position - from, total: upTo - from, at: names.join(', ') }
  }
}
