import { Args, Flags } from '@oclif/core'
import { backupStore } from '../src/store/backup.ts'
import { counted } from '../src/terminal/counted.ts'
import { withInterruptibleProgress } from '../src/terminal/interruptible-work.ts'
import { sizeText } from '../src/terminal/size-text.ts'
import { StoreCommand } from '../src/terminal/store-command.ts'

export default class Backup extends StoreCommand {
  static override summary = 'copy the store while others go on writing'
  static override description =
    `Copies the store as it stands now into DIR, which must be new or empty; proves the copy as 'es fsck' would, every page and every event; and waits until it is on the disk. DIR has its name only when all that is done, so a copy that is there is whole.

The copy is a store: 'es --store DIR log' reads it. To restore it, put DIR/.es in the place of the .es that is lost. Projections and the work tree are files of yours, and not copied.`
  static override examples = ['es backup ../copy', 'es backup ../small --compact']
  static override args = {
    dir: Args.string({ required: true, ignoreStdin: true, description: 'a new or an empty folder' }),
  }
  static override flags = {
    compact: Flags.boolean({ summary: 'leave out the free pages of the file' }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Backup)
    const work = backupStore(this.storeDirectory(), args.dir, {
      ...this.opening,
      compact: flags.compact,
    })
    const { proven, sizeBytes } = await withInterruptibleProgress({ doing: 'proving', unit: 'done' }, work)
    this.print({ text: () => '', json: () => ({ dir: args.dir, proven: { ...proven }, sizeBytes }) })
    this.message(
      `copied ${counted(proven.position, 'event')} to '${args.dir}' (${sizeText(sizeBytes)}), proven and on the disk`,
    )
  }
}
