import { Args, Flags } from '@oclif/core'
import { UsageError } from '../src/errors.ts'
import { EsCommand } from '../src/terminal/es-command.ts'
import { overviewText, pageText, topicText } from '../src/terminal/help-text.ts'
import { commandPage, listedCommands, namedCommand } from '../src/terminal/page.ts'
import { schemas } from '../src/terminal/schema/schemas.ts'
import { showManPage } from '../src/terminal/show-man-page.ts'
import { type Topic, topic_summaries } from '../src/terminal/topics/topic.ts'
import { topics } from '../src/terminal/topics/topics.ts'
import { unknownCommand } from '../src/terminal/unknown-command.ts'

export default class Help extends EsCommand {
  static override summary = 'tell what a command does'
  static override description =
    `Opens the man page of COMMAND, or of a topic, on a terminal; prints it as plain text elsewhere and where there is no \`man\`. Without COMMAND it lists the commands and the topics.

With --schema it prints the JSON schema (draft 2020-12) of what COMMAND prints with --json; of \`errors\` that of a failure. The package has them as files, too: eventvcs/schemas/log.json.`
  static override examples = ['es help', 'es help append', 'es help revisions', 'es help --schema log']
  static override isPaged = true
  static override args = {
    command: Args.string({ ignoreStdin: true, description: 'the command, or the topic' }),
  }
  static override flags = {
    schema: Flags.boolean({ summary: 'print the JSON schema of what COMMAND prints with --json' }),
    text: Flags.boolean({ hidden: true }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Help)
    const { commands, root } = this.config
    if (flags.schema) return this.#schema(args.command)
    if (args.command === undefined) return this.#overview()
    const topic = topics.find(({ name }) => name === args.command)
    const command = namedCommand(commands, args.command)
    if (topic === undefined && command === undefined)
      throw unknownCommand(args.command, [...commands, ...topics.map(({ name }) => ({ id: name }))])
    const file = topic === undefined ? `es-${command?.id}.1` : `es-${topic.name}.7`
    if (!flags.text && !this.wantsJson && showManPage(root, file)) return
    if (topic !== undefined) return this.#topic(topic)
    const page = commandPage(command!)
    this.print({ text: (terminal) => pageText(page, terminal), json: () => ({ ...page }) })
  }

  #schema(name: string | undefined): void {
    const { commands } = this.config
    if (name === undefined)
      throw new UsageError('missing argument COMMAND', { hint: "like 'es help --schema log'" })
    const id = namedCommand(commands, name)?.id ?? name
    if (!Object.hasOwn(schemas, id)) throw unknownCommand(name, [...commands, { id: 'errors' }])
    this.out.line(JSON.stringify(schemas[id], undefined, 2))
  }

  #overview(): void {
    const { commands } = this.config
    this.print({
      text: (terminal) => overviewText(commands, terminal),
      json: () => ({
        commands: listedCommands(commands).map(({ id, summary }) => ({ name: id, summary })),
        topics: Object.entries(topic_summaries).map(([name, summary]) => ({ name, summary })),
      }),
    })
  }

  #topic(topic: Topic): void {
    const { name, sections, examples } = topic
    this.print({
      text: (terminal) => topicText(topic, terminal),
      json: () => ({ name, summary: topic_summaries[name], sections, examples }),
    })
  }
}
