import type { DroppedModel } from '../projection/drop.ts'
import { counted } from './counted.ts'
import type { JsonFields } from './json.ts'
import type { ProgressStep } from './progress-view.ts'
import type { Terminal } from './terminal.ts'

/** A drop as steps of a progress bar. */
export function* dropSteps<T>(work: Iterator<{ readonly name: string }, T>): Generator<ProgressStep, T> {
  for (let done = 0; ; done++) {
    const step = work.next()
    if (step.done) return step.value
    yield { done, at: step.value.name }
  }
}

export function* droppedLines(models: readonly DroppedModel[], { colours }: Terminal): Generator<string> {
  for (const { name, position, snapshots } of models)
    if (position === undefined) yield `${name} is not stored`
    else {
      const besides = snapshots === 0 ? '' : ` and ${counted(snapshots, 'snapshot')}`
      yield `${name} dropped, was stored up to ${colours.position(position)}${besides}`
    }
}

export function droppedFields({ name, position, snapshots }: DroppedModel): JsonFields {
  return { name, state: 'missing', dropped: position !== undefined, position: position ?? null, snapshots }
}
