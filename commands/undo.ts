import { type Step, stepBack } from '../src/oplog/step.ts'
import type { Operation } from '../src/store/refs.ts'
import { StepCommand } from '../src/terminal/step-command.ts'

export default class Undo extends StepCommand {
  static override summary = 'take back the last change of a tag or of HEAD'
  static override description =
    `Takes back the newest change of a tag or of HEAD that still stands, and says which it was; repeated, the one before, and so on. A tag that was deleted comes back with its annotation. When HEAD moves back, the work tree moves with it, as 'es checkout' does it. 'es redo' does again what was taken back, until the next change.

'es reflog' lists what can be taken back. Snapshots, rebuilds and what removes them cannot be: read models are caches, made again when they are wanted. Events are never taken back: append one that compensates.`
  static override examples = ['es undo']

  protected override next(operations: readonly Operation[]): Step {
    return stepBack(operations)
  }
}
