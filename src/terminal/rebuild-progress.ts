import type { ModelFailures } from '../projection/model-failures.ts'
import type { ReadModels } from '../projection/read-models.ts'
import type { RebuildProgress } from '../projection/rebuild.ts'
import { withProgress } from './progress.ts'

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

/** Shows how far it is while a read has to fold what the store does not hold; see `ReadModels.foldAhead`. */
export function foldedAhead(
  reader: ReadModels,
  names: readonly string[],
  at: number,
  options: { all: boolean; failures?: ModelFailures },
): Promise<void> {
  const steps = rebuildSteps(reader.foldAhead(names, at, options))
  return withProgress({ doing: 'folding', unit: 'events' }, steps)
}
