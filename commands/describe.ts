import { Args, Flags } from '@oclif/core'
import { describeRevision } from '../src/revision/describe.ts'
import { atFlag, repeatedFlag } from '../src/terminal/flags.ts'
import { StoreCommand } from '../src/terminal/store-command.ts'

export default class Describe extends StoreCommand {
  static override summary = 'name a position by the nearest tag before it'
  static override description =
    'Prints the nearest tag at or before REVISION (HEAD when left out), and how many events come after it: v1, or v1+211, which is a revision itself. Of several tags at one position it is the one that was made last. Where there is no tag it is an error (3), unless --always is given.'
  static override examples = ['es describe', 'es describe cart-7@2', 'es describe --always ROOT']
  static override args = {
    revision: Args.string({
      ignoreStdin: true,
      default: 'HEAD',
      description: 'what to describe; HEAD when left out',
    }),
  }
  static override flags = {
    'exact-match': Flags.boolean({ summary: 'only a tag at the position itself' }),
    always: Flags.boolean({ summary: 'where there is no tag, print the position' }),
    match: repeatedFlag({ helpValue: 'PATTERN', summary: 'only tags that fit, with * and ?' }),
    at: atFlag(),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Describe)
    await this.withStore({ readOnly: true }, (store) => {
      const resolved = this.resolve(store, args.revision, flags.at)
      const { 'exact-match': exactMatch, always, match } = flags
      const { text, tag, distance } = describeRevision(resolved, store.refs, { exactMatch, always, match })
      const { position, branch } = resolved
      this.print({
        text: (terminal) => terminal.safeLine(text),
        json: () => ({ description: text, position, branch, tag: tag?.name ?? null, distance }),
      })
    })
  }
}
