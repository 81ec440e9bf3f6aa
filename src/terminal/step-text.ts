import type { Step } from '../oplog/step.ts'
import type { JsonFields } from './json.ts'
import { headText, refChangeText } from './ref-change.ts'
import { headFields, operationFields } from './reflog-text.ts'
import { tagFields } from './tag-text.ts'

/** What `undo` and `redo` did: the command that was taken back or done again, and where that leaves the ref. */
export function stepText(step: Step): string {
  const verb = step.direction === 'undo' ? 'undid' : 'did again'
  return `${verb} #${step.operation.number} (${step.operation.command}): ${outcome(step)}`
}

function outcome(step: Step): string {
  if (step.kind === 'head') return `HEAD is at ${headText(step.to)} again`
  const { name, to } = step
  if (to === undefined) return `tag '${name}' is deleted`
  const message = to.message?.split('\n', 1)[0]
  return `tag '${name}' is at ${to.position} again${message ? `, '${message}'` : ''}`
}

/** What was passed over, a line each: it cannot be taken back. */
export function passedOverTexts({ passedOver }: Step): string[] {
  return passedOver.map((operation) => {
    const { number, kind } = operation
    const why =
      kind === 'prune' || kind === 'drop'
        ? 'what it removed is made again when wanted'
        : 'it took nothing away'
    return `not undone: #${number}, ${refChangeText(operation)}: ${why}`
  })
}

export function stepFields({ operation, direction, passedOver, ...setting }: Step): JsonFields {
  return {
    direction,
    operation: operationFields(operation),
    now:
      setting.kind === 'head'
        ? headFields(setting.to)
        : setting.to === undefined
          ? null
          : tagFields(setting.to),
    passedOver: passedOver.map(operationFields),
  }
}
