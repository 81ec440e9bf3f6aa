import { Flags } from '@oclif/core'
import { compactStore } from '../src/store/compact.ts'
import { counted } from '../src/terminal/counted.ts'
import { withInterruptibleProgress } from '../src/terminal/interruptible-work.ts'
import { sizeText } from '../src/terminal/size-text.ts'
import { StoreCommand } from '../src/terminal/store-command.ts'

export default class Compact extends StoreCommand {
  static override summary = 'give the free pages of the file back to the disk'
  static override description =
    `Writes the store's file anew without its free pages, proves the new file as 'es fsck' would, and puts it in the place of the old one by one rename: whatever happens, one of the two is there, whole. It needs room for both.

With --compress, the texts of full blocks are deflated: history then takes about 40 % of the room, a scan a fifth more time, and a look at one event some 50 µs more. It needs room for a third file meanwhile. Events that come later are plain until the next time.

It is refused (5) while another process has the store open, and until it is done nobody else can open it.`
  static override examples = ['es compact', 'es compact --compress']
  static override flags = {
    compress: Flags.boolean({ summary: 'deflate the texts of full blocks' }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Compact)
    const options = { ...this.opening, compress: flags.compress }
    const work = compactStore(this.storeDirectory(), options)
    this.out.ignoresClosing = true
    const { proven, beforeBytes, afterBytes } = await withInterruptibleProgress(
      { doing: 'proving', unit: 'done' },
      work,
    )
    this.print({ text: () => '', json: () => ({ proven: { ...proven }, beforeBytes, afterBytes }) })
    this.message(
      `${sizeText(beforeBytes)} before, ${sizeText(afterBytes)} now: ${counted(proven.position, 'event')}, proven`,
    )
  }
}
