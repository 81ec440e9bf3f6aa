import { Args, Flags } from '@oclif/core'
import { statsOf } from '../src/analysis/stats.ts'
import { resolveRange } from '../src/revision/range.ts'
import { atFlag, countFlag } from '../src/terminal/flags.ts'
import { selection_flags, selectionOf } from '../src/terminal/log-selection.ts'
import { statsJson } from '../src/terminal/stats-json.ts'
import { type StatsTable, stats_tables, statsText, tableText } from '../src/terminal/stats-text.ts'
import { StoreCommand } from '../src/terminal/store-command.ts'

const { since, until, type, stream, category, actor } = selection_flags

export default class Stats extends StoreCommand {
  static override summary = 'count events: by type, category, actor, stream and time'
  static override description =
    `Counts the events of RANGE: how many, of which types, in which categories and streams, by whom, when and how often. RANGE is A..B, the events after A up to B; or one revision, everything up to it; everything up to HEAD when left out.

\`one every\` is the time from the first to the last event of the row, divided by the steps between. \`bytes\` are those of data and meta. An actor's row says what it did most often. Hours, days and weeks are UTC; weeks are those of ISO 8601.

It reads the columns of the log and the actor in meta, never the data of an event. With --json it prints every row, unless -n says how many.`
  static override examples = [
    'es stats',
    'es stats --by actor --since 2026-01-31',
    'es stats --type ItemAdded --by hour',
  ]
  static override args = {
    range: Args.string({ ignoreStdin: true, description: 'which events; all up to HEAD when left out' }),
  }
  static override isPaged = true
  static override flags = {
    by: Flags.option({ options: stats_tables })({
      helpValue: 'TABLE',
      summary: `print only this table, all of it: ${stats_tables.join(', ')}`,
    }),
    rows: countFlag({ char: 'n', summary: 'at most so many rows of each table of names; 10 when left out' }),
    since,
    until,
    type,
    stream,
    category,
    actor,
    at: atFlag(),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Stats)
    const { sinceMs, untilMs } = selectionOf(flags, undefined, this.ambient.nowMs())
    await this.withStore({ readOnly: true }, (store) => {
      const { from, to, branch, warnings } = resolveRange(args.range, this.context(store, flags.at))
      for (const warning of warnings) this.warning(warning)
      const counted = statsOf(store.branch(branch), {
        range: { from, to },
        sinceMs,
        untilMs,
        types: flags.type,
        streams: flags.stream,
        categories: flags.category,
        actors: flags.actor,
      })
      const table = flags.by as StatsTable | undefined
      const all = flags.rows ?? Number.POSITIVE_INFINITY
      this.print({
        text: (terminal) =>
          table === undefined
            ? statsText(counted, flags.rows ?? 10, terminal)
            : tableText(counted, table, all, terminal),
        json: () => statsJson(counted, all),
      })
    })
  }
}
