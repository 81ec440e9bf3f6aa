import { Args, Flags } from '@oclif/core'
import { repairStore } from '../src/store/repair.ts'
import { counted } from '../src/terminal/counted.ts'
import { actorFlag } from '../src/terminal/flags.ts'
import { withInterruptibleProgress } from '../src/terminal/interruptible-work.ts'
import { StoreCommand } from '../src/terminal/store-command.ts'
import { strandedFields, strandedText } from '../src/terminal/stranded-text.ts'
import { StrandedLines } from '../src/transfer/stranded-lines.ts'

export default class Repair extends StoreCommand {
  static override summary = 'save what is whole of a damaged store into a new one'
  static override description =
    `Writes the longest beginning of the log that can be proven, and the tags within it, to a new store in DIR, which must be new or empty. Every event is proven by the chain of hashes from the first one on; none is left out in between, and none can get in that was not appended. Where the trees of the file are broken, every page of it is searched.

Events behind the first damage cannot keep their positions without those that are missing, so they are not in the new store. Each stretch of them whose own chain holds is named, with what else proves it: a tag, or the mark of 'es fsck --since-last', that keeps the chain's hash of a position in it. --unproven DIR saves them as the lines of 'es export', a file a stretch: compare them, add what is missing, and import them.

The damaged store is only read, never changed: keep it until you have compared. Read models are not copied; 'es rebuild-projection --all' makes them.`
  static override examples = ['es repair ../saved', 'es repair ../rescued --unproven ../behind']
  static override args = {
    dir: Args.string({ required: true, ignoreStdin: true, description: 'a new or an empty folder' }),
  }
  static override flags = {
    actor: actorFlag(),
    unproven: Flags.string({
      helpValue: 'DIR',
      summary: 'save what lies behind the damage as JSON lines in DIR, a new or an empty folder',
    }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Repair)
    const lines = flags.unproven === undefined ? undefined : new StrandedLines(flags.unproven)
    const cause = this.cause(flags.actor)
    const by = { ambient: this.ambient, cause, ...(lines && { stranded: lines }) }
    const work = repairStore(this.storeDirectory(), args.dir, by)
    const report = await withInterruptibleProgress({ doing: 'saving', unit: 'done' }, work)
    lines?.close()
    const { proven, tags, lost, stranded } = report
    this.print({
      text: () => '',
      json: () => ({
        dir: args.dir,
        proven: { ...proven },
        tags,
        lost: lost ?? null,
        unproven: stranded.map(strandedFields),
      }),
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
    for (const stretch of stranded) this.warning(strandedText(stretch, flags.unproven))
    if (stranded.length > 0 && lines === undefined)
      this.hint("'--unproven DIR' saves as JSON lines what lies behind the damage")
  }
}
