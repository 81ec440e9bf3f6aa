import { Args, Flags } from '@oclif/core'
import { type BisectResult, bisect, scan } from '../src/analysis/bisect.ts'
import { CommandProbe } from '../src/analysis/command-probe.ts'
import { compileQuestion } from '../src/analysis/expression.ts'
import { ExpressionProbe } from '../src/analysis/expression-probe.ts'
import { compareReadModels } from '../src/diff/compare.ts'
import { ModelFailures } from '../src/projection/model-failures.ts'
import type { ReadModels } from '../src/projection/read-models.ts'
import { resolveRange } from '../src/revision/range.ts'
import type { PositionRange } from '../src/revision/select-events.ts'
import type { Store } from '../src/store/store.ts'
import { bisectJson, bisectRemark, bisectText } from '../src/terminal/bisect-text.ts'
import { failedFields } from '../src/terminal/failed-models.ts'
import { atFlag } from '../src/terminal/flags.ts'
import { foldedHint } from '../src/terminal/read-model-text.ts'
import { openReadModels } from '../src/terminal/read-models.ts'
import { session } from '../src/terminal/session.ts'
import { untilSignalled } from '../src/terminal/signals.ts'
import { StoreCommand } from '../src/terminal/store-command.ts'

interface Asked {
  readonly expr?: string | undefined
  readonly run?: string | undefined
  readonly first: boolean
  /** Takes the models that fail and were not asked for. */
  readonly failures: ModelFailures
}

export default class Bisect extends StoreCommand {
  static override summary = 'find the first event at which something became so'
  static override description =
    `Looks for the first event of RANGE at which something is so, and prints it and what it changed. RANGE is A..B, the events after A up to B; or one revision, everything up to it; everything up to HEAD when left out. It asks at A, where the answer must be no, and at B, where it must be yes, then in the middle of what is left, again and again: some twenty times for a million events. It assumes that the answer changes once between. With --first it asks at one event after the other from A on, and finds the first however often the answer changes.

--expr is an expression of the Common Expression Language over state.PROJECTION["KEY"], the documents as of the event, and event: position, stream, version, type, id, time, actor, data, meta. A path that leads nowhere is null, but an unknown projection is an error (3); null is neither less nor greater than anything, and not so. An expression that fails, or that is neither true nor false, is an error (2).

--run is a command for the shell, which runs in a folder of its own with the read models as of the event in state/, as checkout lays them out, and with ES_REV, the position, and ES_DIR set. It exits with 0 when it is not so, with 1 to 127 when it is, with 125 when that cannot be told there; anything else ends the search. What it prints goes to stderr. A read model that fails has no files there, and a warning says so.

Exits with 1 when nothing was found: it is so at A already, or not at B, or all that could tell was skipped.`
  static override examples = [
    `es bisect --expr 'state.orders["order-1"].total > 100'`,
    `es bisect v1..HEAD --expr 'state.orders["order-1"].paid'`,
    `es bisect --first --expr 'event.type == "OrderPaid" && event.data.amount > 50'`,
    `es bisect --run '! grep -q "paid.: true" state/orders/order-1.json'`,
  ]
  static override args = {
    range: Args.string({ ignoreStdin: true, description: 'which events; all up to HEAD when left out' }),
  }
  static override flags = {
    expr: Flags.string({
      helpValue: 'EXPRESSION',
      summary: 'what is asked, as an expression',
      exactlyOne: ['expr', 'run'],
    }),
    run: Flags.string({ helpValue: 'COMMAND', summary: 'what is asked, as a command for the shell' }),
    first: Flags.boolean({ summary: 'ask at one event after the other' }),
    at: atFlag(),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Bisect)
    await this.withStore({ readOnly: true }, async (store) => {
      const { from, to, branch, warnings } = resolveRange(args.range, this.context(store, flags.at))
      for (const warning of warnings) this.warning(warning)
      const [range, log, reader] = [{ from, to }, store.branch(branch), openReadModels(store)]
      const failures = new ModelFailures()
      const asked = { ...flags, first: flags.first ?? false }
      const result = await this.#search(store, reader, range, { ...asked, failures })
      const { outcome } = result
      const position = outcome.kind === 'found' ? outcome.position : undefined
      const report = {
        result,
        range,
        isScan: asked.first,
        event: position === undefined ? undefined : log.at(position),
        differences:
          position === undefined ? [] : compareReadModels(reader, position - 1, position, { failures }),
      }
      this.print({
        text: (terminal) => bisectText(report, (at) => log.at(at), terminal),
        json: () => ({ ...bisectJson(report, branch), ...failedFields(failures) }),
      })
      if (!this.wantsJson) this.message(bisectRemark(report))
      this.warnOf(failures)
      if (position === undefined) this.answerNo()
      const hint = foldedHint(reader)
      if (hint !== undefined) this.hint(hint)
    })
  }

  async #search(store: Store, reader: ReadModels, range: PositionRange, asked: Asked): Promise<BisectResult> {
    const { expr, run = '', first } = asked
    if (expr === undefined) return this.#searchByCommand(store, reader, range, { ...asked, run })
    const probe = new ExpressionProbe(await compileQuestion(expr), store.log, reader, range.to)
    return first ? scan(range, probe.ask, probe.next) : bisect(range, probe.ask)
  }

  #searchByCommand(
    store: Store,
    reader: ReadModels,
    range: PositionRange,
    { run: command, first, failures }: Asked & { run: string },
  ): Promise<BisectResult> {
    return untilSignalled(async (signal) => {
      const probe = new CommandProbe({ command, environment: session.env, signal, failures }, store, reader)
      const ask = async (position: number) => {
        const answer = await probe.ask(position)
        const words = { so: 'so', not: 'not so', skip: 'skipped' }
        this.message(`${position}: ${words[answer]}`)
        return answer
      }
      try {
        return await (first ? scan(range, ask) : bisect(range, ask))
      } finally {
        await probe.close()
      }
    })
  }
}
