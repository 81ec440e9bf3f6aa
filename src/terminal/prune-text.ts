import type { PrunedModel, PruneProgress } from '../projection/prune.ts'
import { counted } from './counted.ts'
import type { JsonFields } from './json.ts'
import type { ProgressStep } from './progress-view.ts'
import { snapshotFields, snapshotLine } from './read-model-text.ts'
import type { Terminal } from './terminal.ts'

/** A prune as steps of a progress bar. */
export function* pruneSteps<T>(work: Iterator<PruneProgress, T>): Generator<ProgressStep, T> {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
    yield { done: step.value.entries, at: step.value.name }
  }
}

/** What stays and what went, newest first, and of each model how many documents that were kept went with it. */
export function* prunedLines(
  models: readonly PrunedModel[],
  dryRun: boolean,
  terminal: Terminal,
): Generator<string> {
  const { colours } = terminal
  const verb = dryRun ? 'would be removed' : 'removed'
  for (const { name, kept, removed, documents, sizeBytes } of models) {
    for (const snapshot of newestFirst([...kept, ...removed])) {
      const fate = removed.includes(snapshot) ? colours.removed(verb) : 'kept'
      yield `${snapshotLine({ name, ...snapshot }, terminal)}, ${fate}`
    }
    const went = `${counted(removed.length, 'snapshot')} and ${counted(documents, 'kept document')}`
    yield `${name}: ${went} ${verb}, ${sizeBytes} bytes`
  }
}

export function prunedFields({ name, kept, removed, documents, sizeBytes }: PrunedModel): JsonFields {
  const fields = (snapshots: PrunedModel['kept']) =>
    newestFirst(snapshots).map((snapshot) => snapshotFields({ name, ...snapshot }))
  return { name, kept: fields(kept), removed: fields(removed), documents, sizeBytes }
}

function newestFirst(snapshots: PrunedModel['kept']): PrunedModel['kept'] {
  return snapshots.toSorted((a, b) => b.position - a.position)
}
