import { Args, Flags } from '@oclif/core'
import { refHistory } from '../src/oplog/ref-history.ts'
import { standings } from '../src/oplog/standings.ts'
import { countFlag } from '../src/terminal/flags.ts'
import { reflogFields, reflogLine } from '../src/terminal/reflog-text.ts'
import { StoreCommand } from '../src/terminal/store-command.ts'

export default class Reflog extends StoreCommand {
  static override summary = 'list the changes that commands were asked for'
  static override description =
    `Lists the op log, newest first: each change of a tag or of HEAD, and each snapshot, prune, rebuild and drop of a read model, with its number, when it was made, by whom and by which command line. Of REF (HEAD, the name of a tag, the name of a projection) only its own; of HEAD and of a tag each with the revision that names what REF was after it.

What 'es undo' took back is marked, and so is what it cannot take back. Appended events are no part of the op log: 'es log' lists them, and they are never taken back.`
  static override examples = ['es reflog', 'es reflog v1', 'es reflog HEAD -n 1']
  static override args = {
    ref: Args.string({
      ignoreStdin: true,
      description: 'HEAD, a tag or a projection; everything when left out',
    }),
  }
  static override isPaged = true
  static override flags = {
    'max-count': countFlag({ char: 'n', summary: 'only the newest so many' }),
    jsonl: Flags.boolean({ summary: 'print one JSON document a change', exclusive: ['json'] }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Reflog)
    await this.withStore({ readOnly: true }, ({ refs }) => {
      const all = [...refs.operations()]
      const asked = args.ref === undefined ? [...standings(all)] : refHistory(args.ref, all)
      const changes = asked.slice(0, flags['max-count'])
      if (flags.jsonl) return this.printJsonLines(changes.map(reflogFields))
      this.print({
        text: (terminal) => changes.map((change) => reflogLine(change, terminal)),
        json: () => ({ operations: changes.map(reflogFields) }),
      })
    })
  }
}
