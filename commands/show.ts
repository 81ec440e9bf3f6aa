import { Args, Flags } from '@oclif/core'
import { eventAt } from '../src/revision/event-at.ts'
import { eventDetails } from '../src/terminal/event-details.ts'
import { eventFields } from '../src/terminal/event-json.ts'
import { failedFields } from '../src/terminal/failed-models.ts'
import { atFlag } from '../src/terminal/flags.ts'
import { openChanges } from '../src/terminal/open-changes.ts'
import { StoreCommand } from '../src/terminal/store-command.ts'

export default class Show extends StoreCommand {
  static override summary = 'print one event'
  static override description =
    'Prints the event at REVISION (HEAD when left out) with all that is recorded about it: position, stream and version, type, time, actor, id, hash, meta, message and data. With --json, data and meta are the stored texts.\n\nWith --changes it folds, and so runs the code in projections/.'
  static override examples = ['es show', 'es show cart-7@1', 'es show HEAD~1 --json', 'es show --changes']
  static override args = {
    revision: Args.string({
      ignoreStdin: true,
      default: 'HEAD',
      description: 'which event; HEAD when left out',
    }),
  }
  static override flags = {
    changes: Flags.boolean({ summary: 'with what it changed in the read models, as a diff' }),
    at: atFlag(),
  }
  static override isPaged = true

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Show)
    await this.withStore({ readOnly: true }, async (store) => {
      const resolved = this.resolve(store, args.revision, flags.at)
      const event = eventAt(resolved, store.branch(resolved.branch))
      const changes = flags.changes ? await openChanges(store) : undefined
      this.print({
        text: (terminal) => `${eventDetails(event, terminal)}\n${changes?.patch(event, terminal) ?? ''}`,
        json: () => ({
          ...eventFields(event, resolved.branch),
          ...changes?.fields(event),
          ...(changes && failedFields(changes.failures)),
        }),
      })
      this.warnOf(changes?.failures ?? [])
      if (changes?.hint !== undefined) this.hint(changes.hint)
    })
  }
}
