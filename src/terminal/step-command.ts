import { Flags } from '@oclif/core'
import { OperationUnknownError } from '../errors.ts'
import type { Step } from '../oplog/step.ts'
import { setTagBack, stepCause } from '../oplog/take-step.ts'
import type { Operation } from '../store/refs.ts'
import type { Store } from '../store/store.ts'
import { checkout } from '../worktree/checkout.ts'
import type { UnlaidModel } from '../worktree/request.ts'
import { unlaidFields, unlaidText } from './checkout-text.ts'
import { actorFlag } from './flags.ts'
import { withProgress } from './progress.ts'
import { openReadModels } from './read-models.ts'
import { passedOverTexts, stepFields, stepText } from './step-text.ts'
import { StoreCommand } from './store-command.ts'

/** The base of `undo` and `redo`: finds the step, takes it, says what it was. */
export abstract class StepCommand extends StoreCommand {
  static override flags = {
    force: Flags.boolean({ char: 'f', summary: 'when HEAD moves: replace files that were edited' }),
    actor: actorFlag(),
  }

  /** @param operations newest first. */
  protected abstract next(operations: readonly Operation[]): Step

  async run(): Promise<void> {
    const { flags } = await this.parse(this.ctor as typeof StepCommand)
    await this.withStore({ readOnly: false }, async (store) => {
      const { step, unlaid } = await this.#take(store, flags)
      this.print({ text: () => '', json: () => ({ ...stepFields(step), failed: unlaid.map(unlaidFields) }) })
      for (const text of passedOverTexts(step)) this.message(text)
      this.message(stepText(step))
      for (const model of unlaid) this.warning(unlaidText(model))
      this.#hintAtRest(store, step)
      this.#hintAtAppends(store, step)
    })
  }

  async #take(
    store: Store,
    flags: { force: boolean; actor?: string | undefined },
  ): Promise<{ step: Step; unlaid: readonly UnlaidModel[] }> {
    const cause = this.cause(flags.actor)
    const step = store.commit(() => {
      const next = this.next([...store.refs.operations()])
      if (next.kind === 'tag') setTagBack(store.refs, next, stepCause(next, cause))
      return next
    })
    if (step.kind !== 'head') return { step, unlaid: [] }
    const request = { head: step.to, force: flags.force, cause: stepCause(step, cause) }
    const work = checkout(store, openReadModels(store), request)
    const { failed } = await withProgress({ doing: 'laying out', unit: 'files' }, work)
    return { step, unlaid: failed }
  }

  /** A command may have made several changes, and a step takes one of them. */
  #hintAtRest(store: Store, { direction, operation }: Step): void {
    let next: Step
    try {
      next = this.next([...store.refs.operations()])
    } catch (error) {
      if (error instanceof OperationUnknownError) return
      throw error
    }
    const { command, timeMs, ref } = next.operation
    if (command === operation.command && timeMs === operation.timeMs)
      this.hint(`that command changed '${ref.replace(/^tag:/, '')}', too: 'es ${direction}' once more`)
  }

  /** Who takes back the last command may have meant an append, which the op log knows nothing of. */
  #hintAtAppends({ log }: Store, { direction, operation }: Step): void {
    const since = log.tip.position - log.positionAt(operation.timeMs)
    if (direction === 'redo' || since === 0) return
    const events =
      since === 1 ? 'event appended since then stays' : `${since} events appended since then stay`
    this.hint(`the ${events}: to take one back, append an event that compensates`)
  }
}
