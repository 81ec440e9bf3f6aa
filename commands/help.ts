import { Args, Flags } from '@oclif/core'
import { EsCommand } from '../src/terminal/es-command.ts'
import { overviewText, pageText } from '../src/terminal/help-text.ts'
import { commandPage, listedCommands, namedCommand } from '../src/terminal/page.ts'
import { showManPage } from '../src/terminal/show-man-page.ts'
import { unknownCommand } from '../src/terminal/unknown-command.ts'

export default class Help extends EsCommand {
  static override summary = 'tell what a command does'
  static override description =
    'Opens the man page of COMMAND on a terminal, and prints it as plain text elsewhere and where there is no `man`. Without COMMAND it lists the commands.'
  static override examples = ['es help', 'es help append']
  static override isPaged = true
  static override args = { command: Args.string({ ignoreStdin: true, description: 'the command' }) }
  static override flags = { text: Flags.boolean({ hidden: true }) }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Help)
    const { commands, root } = this.config
    if (args.command === undefined)
      return this.print({
        text: (terminal) => overviewText(commands, terminal),
        json: () => ({
          commands: listedCommands(commands).map(({ id, summary }) => ({ name: id, summary })),
        }),
      })
    const command = namedCommand(commands, args.command)
    if (command === undefined) throw unknownCommand(args.command, commands)
    if (!flags.text && !this.wantsJson && showManPage(root, `es-${command.id}`)) return
    const page = commandPage(command)
    this.print({ text: (terminal) => pageText(page, terminal), json: () => ({ ...page }) })
  }
}
