import { Flags } from '@oclif/core'
import { statusJson, statusText } from '../src/terminal/status-text.ts'
import { StoreCommand } from '../src/terminal/store-command.ts'
import { needsAttention, storeStatus } from '../src/worktree/store-status.ts'

export default class Status extends StoreCommand {
  static override summary = 'show where HEAD is, how the read models stand, and which files were edited'
  static override description =
    `Prints the branch and HEAD, the distance to the last tag; of each read model whether it is fresh, behind by some events, stale (its code has changed), failed (at which event and why), rebuilding or missing (not stored); what is stored that no projection has the name of any more; and what the work tree is at, with the read models whose files are at another position, were laid out by other code or have no projection any more, and the files that were edited since.

It runs no code: that a projection has changed is seen from its files.`
  static override examples = ['es status', 'es status --exit-code --behind']
  static override flags = {
    'exit-code': Flags.boolean({
      summary: 'exit with 1 when a read model is stale or failed, or its files are not of its code',
    }),
    behind: Flags.boolean({
      summary: 'with --exit-code: also when one is behind or missing',
      dependsOn: ['exit-code'],
    }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Status)
    await this.withStore({ readOnly: true }, (store) => {
      const status = storeStatus(store)
      this.print({ text: (terminal) => statusText(status, terminal), json: () => statusJson(status) })
      if (flags['exit-code'] && needsAttention(status, flags)) this.answerNo()
    })
  }
}
