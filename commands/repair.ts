import { Args } from '@oclif/core'
import { repairStore } from '../src/store/repair.ts'
import { counted } from '../src/terminal/counted.ts'
import { actorFlag } from '../src/terminal/flags.ts'
import { withInterruptibleProgress } from '../src/terminal/interruptible-work.ts'
import { StoreCommand } from '../src/terminal/store-command.ts'

export default class Repair extends StoreCommand {
  static override summary = 'save what is whole of a damaged store into a new one'
  static override description =
    `Writes the longest beginning of the log that can be proven, and the tags within it, to a new store in DIR, which must be new or empty. Every event is proven by the chain of hashes from the first one on; none is left out in between, and none can get in that was not appended. Where the trees of the file are broken, every page of it is searched.

The damaged store is only read, never changed: keep it until you have compared. Read models are not copied; 'es rebuild-projection --all' makes them.`
  static override examples = ['es repair ../saved']
  static override args = {
    dir: Args.string({ required: true, ignoreStdin: true, description: 'a new or an empty folder' }),
  }
  static override flags = { actor: actorFlag() }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Repair)
    const by = { ambient: this.ambient, cause: this.cause(flags.actor) }
    const work = repairStore(this.storeDirectory(), args.dir, by)
    const { proven, tags, lost } = await withInterruptibleProgress({ doing: 'saving', unit: 'done' }, work)
    this.print({
      text: () => '',
      json: () => ({ dir: args.dir, proven: { ...proven }, tags, lost: lost ?? null }),
    })
    this.message(
      `saved ${counted(proven.position, 'event')} and ${counted(tags, 'tag')} to '${args.dir}', each event proven`,
    )
    if (lost === undefined)
      this.warning('whether there were more events cannot be told: the file does not say how many it held')
    else if (lost > 0)
      this.warning(
        `${counted(lost, 'event')} from ${proven.position + 1} on could not be proven: they are not in '${args.dir}'`,
      )
  }
}
