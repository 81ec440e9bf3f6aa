import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Args } from '@oclif/core'
import { EsCommand } from '../src/terminal/es-command.ts'

export default class Completion extends EsCommand {
  static override summary = 'print a script that completes command lines'
  static override description =
    `Prints a script for bash, zsh or fish that completes commands and options, and the tags, streams, types and projections of the store where you stand.

To have it in every shell, add to ~/.bashrc: \`source <(es completion bash)\`; to ~/.zshrc, after compinit: \`source <(es completion zsh)\`; for fish run: \`es completion fish > ~/.config/fish/completions/es.fish\`.`
  static override examples = ['es completion bash', 'es completion zsh', 'es completion fish']
  static override args = {
    shell: Args.string({
      required: true,
      ignoreStdin: true,
      options: ['bash', 'zsh', 'fish'],
      description: 'bash, zsh or fish',
    }),
  }

  async run(): Promise<void> {
    const { args } = await this.parse(Completion)
    const script = readFileSync(join(this.config.root, 'dist/completion', `es.${args.shell}`), 'utf8')
    this.print({ text: () => script, json: () => ({ shell: args.shell, script }) })
  }
}
