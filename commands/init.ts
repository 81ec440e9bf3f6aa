import { Args } from '@oclif/core'
import { Store } from '../src/store/store.ts'
import { EsCommand } from '../src/terminal/es-command.ts'
import { safeDirectories } from '../src/terminal/store-command.ts'

export default class Init extends EsCommand {
  static override summary = 'make a store'
  static override description =
    `Makes a store in DIR, or here: a folder \`.es\` around one LMDB file. DIR is made when it does not exist. On a store it says so and changes nothing.

Projections go into \`projections/\` beside \`.es\`; \`es checkout\` lays the read models out in \`state/\`.`
  static override examples = ['es init', 'es init shop']
  static override args = {
    dir: Args.string({ ignoreStdin: true, description: 'the folder for the store; this one when left out' }),
  }

  async run(): Promise<void> {
    const { args } = await this.parse(Init)
    const { directory, created } = Store.init(args.dir ?? '.', safeDirectories())
    this.print({
      text: ({ safeLine }) =>
        `${created ? 'made a store in' : 'there is a store already in'} ${safeLine(directory)}`,
      json: () => ({ directory, created }),
    })
  }
}
