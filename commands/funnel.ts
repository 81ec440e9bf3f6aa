import { Args, Flags } from '@oclif/core'
import { parseDuration } from '../src/analysis/duration.ts'
import { type Funnel as Answer, funnelOf } from '../src/analysis/funnel.ts'
import { parseSubject } from '../src/analysis/subject.ts'
import { typeNames } from '../src/analysis/type-names.ts'
import { UsageError } from '../src/errors.ts'
import { nearest, suggestion } from '../src/nearest.ts'
import { resolveRange } from '../src/revision/range.ts'
import type { EventLog } from '../src/store/event.ts'
import { atFlag } from '../src/terminal/flags.ts'
import { funnelJson, funnelText } from '../src/terminal/funnel-text.ts'
import { selection_flags, selectionOf } from '../src/terminal/log-selection.ts'
import { StoreCommand } from '../src/terminal/store-command.ts'

const { since, until } = selection_flags

const durationFlag = Flags.custom<number>({ helpValue: 'TIME', parse: async (text) => parseDuration(text) })

export default class Funnel extends StoreCommand {
  static override summary = 'count how many did one thing after another, and how soon'
  static override description =
    `Of those with an event of type A, how many have one of type B after it, then one of type C, and so on. TYPE is the exact name of a type, two or more of them.

Whose events belong together is said by --by: the stream, or a value in the events, such as data.customerId. Events between, of the same subject or others, make no difference. An event that has nothing or null there is left out, which is told.

An attempt begins at each A: it takes the first B after it in the log, the first C after that, and so on, and completes when the last of them is at most --within after A. With --anchor last the question hangs on the other end: an attempt ends at each event of the last type, takes the latest event of the type before it, and so on, and completes when the first of them is at most --within before it. So the anchor says who is asked about: those who did A, or those who did the last.

With --count subjects a subject counts once, and completes when one of its attempts does; how long it took is told of its first attempt that did. With --count occurrences each attempt counts. --not counts those that do not complete; which of them still had time when the range ended is told. Only events of the range count, at both ends.`
  static override examples = [
    'es funnel SignedUp Confirmed --by data.user --within 1m',
    'es funnel ItemRemoved CheckedOut --by data.user --within 5m --anchor last',
    'es funnel SignedUp Confirmed --by data.user --bucket 1m',
  ]
  static override args = {
    type: Args.string({
      required: true,
      multiple: true,
      ignoreStdin: true,
      description: 'two types or more, in the order in which they must happen',
    }),
  }
  static override flags = {
    by: Flags.string({
      default: 'stream',
      helpValue: 'PATH',
      summary: "whose events belong together: 'stream', 'data.…' or 'meta.…'",
    }),
    within: durationFlag({ summary: 'from the first step to the last at most: 90s, 5m, 1h30m, 2d' }),
    anchor: Flags.option({ options: ['first', 'last'] as const })({
      default: 'first',
      helpValue: 'END',
      summary: 'ask about those who did the first step, or the last',
    }),
    count: Flags.option({ options: ['subjects', 'occurrences'] as const })({
      default: 'subjects',
      helpValue: 'WHAT',
      summary: 'count subjects once each, or occurrences of the anchored step',
    }),
    not: Flags.boolean({ summary: 'count those that do not' }),
    bucket: durationFlag({ summary: 'print a histogram of how long it took, in steps of TIME' }),
    range: Flags.string({
      helpValue: 'RANGE',
      summary: 'which events: A..B, or all up to a revision; up to HEAD when left out',
    }),
    since,
    until,
    at: atFlag(),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Funnel)
    const steps = args.type
    if (steps.length < 2)
      throw new UsageError('a funnel needs two types or more', { hint: "see 'es funnel --help'" })
    const { sinceMs, untilMs } = selectionOf(flags, undefined, this.ambient.nowMs())
    const asked = {
      steps,
      by: parseSubject(flags.by),
      withinMs: flags.within,
      anchor: flags.anchor,
      count: flags.count,
      sinceMs,
      untilMs,
    }
    const view = { isNegated: flags.not ?? false, bucketMs: flags.bucket }
    await this.withStore({ readOnly: true }, (store) => {
      const { from, to, branch, warnings } = resolveRange(flags.range, this.context(store, flags.at))
      for (const warning of warnings) this.warning(warning)
      const log = store.branch(branch)
      const answer = funnelOf(log, { ...asked, range: { from, to } })
      this.#warnOfMissing(log, answer)
      this.print({
        text: (terminal) => funnelText(answer, asked, view, terminal),
        json: () => funnelJson(answer, asked, view),
      })
    })
  }

  /** A type that nothing has is most likely misspelt. */
  #warnOfMissing(log: EventLog, { steps, range, withoutSubject }: Answer): void {
    const missing = new Set(steps.filter(({ events }) => events === 0).map(({ type }) => type))
    if (missing.size === 0 || withoutSubject > 0) return
    const names = typeNames(log, range)
    for (const type of missing) {
      if (names.has(type)) continue
      this.warning(`no event of type '${type}' in the range`)
      const [meant] = nearest(type, [...names])
      if (meant !== undefined) this.hint(`did you mean ${suggestion(type, meant)}?`)
    }
  }
}
