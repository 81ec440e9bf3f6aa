import { type Step, stepForward } from '../src/oplog/step.ts'
import type { Operation } from '../src/store/refs.ts'
import { StepCommand } from '../src/terminal/step-command.ts'

export default class Redo extends StepCommand {
  static override summary = "do again what 'es undo' took back"
  static override description =
    "Does again the change that 'es undo' took back last; repeated, the one before that, and so on. The next change of a tag or of HEAD ends it: then there is nothing to do again."
  static override examples = ['es redo']

  protected override next(operations: readonly Operation[]): Step {
    return stepForward(operations)
  }
}
