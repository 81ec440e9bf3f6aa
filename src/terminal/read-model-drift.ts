import type { DocumentDifference } from '../diff/compare.ts'
import type { Drift, VerifiedModel, VerifyStep, VerifyTarget } from '../projection/verify.ts'
import { splitProjection } from '../revision/document.ts'
import { documentText } from '../worktree/document-text.ts'
import type { ProgressStep } from './progress-view.ts'

/** A drift as a difference: from what is stored to what a fold from `ROOT` gives. */
export function driftDifference({ name, key, stored, folded }: Drift): DocumentDifference {
  return {
    projection: name,
    key,
    status: stored === undefined ? 'added' : folded === undefined ? 'removed' : 'changed',
    before: parsed(stored),
    after: parsed(folded),
    beforeText: stored === undefined ? '' : documentText(stored),
    afterText: folded === undefined ? '' : documentText(folded),
  }
}

function parsed(json: string | undefined): unknown {
  return json === undefined ? undefined : JSON.parse(json)
}

/** `orders`, `orders/order-42`; every projection when nothing is named. */
export function verifyTargets(named: readonly string[], all: readonly string[]): VerifyTarget[] {
  if (named.length === 0) return all.map((name) => ({ name }))
  return named.map((text) => {
    const { projection, rest } = splitProjection(text)
    return { name: projection, key: rest }
  })
}

/** A verification as steps of a progress bar, in events; each drift is handed over as it is found. */
export function* verifySteps(
  work: Iterator<VerifyStep, VerifiedModel[]>,
  onDrift: (difference: DocumentDifference) => void,
): Generator<ProgressStep, VerifiedModel[]> {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
    if ('drift' in step.value) onDrift(driftDifference(step.value.drift))
    else {
      const { names, position, upTo } = step.value.progress
      yield { done: position, total: upTo, at: names.join(', ') }
    }
  }
}
