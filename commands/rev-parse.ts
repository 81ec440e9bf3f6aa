import { Args, Flags } from '@oclif/core'
import { findRevision } from '../src/revision/resolve.ts'
import { atFlag } from '../src/terminal/flags.ts'
import { StoreCommand } from '../src/terminal/store-command.ts'

export default class RevParse extends StoreCommand {
  static override summary = 'print the position that a revision names'
  static override description =
    'Prints the position alone, for scripts: what was resolved once can be used again and means the same for ever.\n\nWith -q a revision that names nothing, or is malformed, is no error: nothing is printed, and the exit status is 1.'
  static override examples = [
    'es rev-parse HEAD',
    'es rev-parse HEAD~2',
    'es rev-parse cart-7@2',
    'es rev-parse -q --verify v2',
  ]
  static override args = {
    revision: Args.string({ required: true, ignoreStdin: true, description: 'what to resolve' }),
  }
  static override flags = {
    verify: Flags.boolean({ summary: 'as always: exactly one revision, or an error' }),
    quiet: Flags.boolean({ char: 'q', summary: 'say nothing of a revision that names nothing; exit with 1' }),
    at: atFlag(),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RevParse)
    await this.withStore({ readOnly: true }, (store) => {
      const found = flags.quiet
        ? findRevision(args.revision, this.context(store, flags.at))
        : this.resolve(store, args.revision, flags.at)
      if (found === undefined) return this.#none()
      const { position, branch, revision } = found
      this.print({ text: () => String(position), json: () => ({ position, branch, revision }) })
    })
  }

  #none(): void {
    this.answerNo()
    this.print({ text: () => '', json: () => ({ position: null }) })
  }
}
