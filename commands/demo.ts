import { join } from 'node:path'
import { Args } from '@oclif/core'
import { emptyFolder, layOutShop } from '../src/demo/layout.ts'
import { runTour, type Scene } from '../src/demo/run-tour.ts'
import { shopEvents } from '../src/demo/shop.ts'
import { shop_seed } from '../src/demo/story.ts'
import { tries } from '../src/demo/tour.ts'
import { shellText } from '../src/terminal/command-line.ts'
import { EsCommand } from '../src/terminal/es-command.ts'
import type { Terminal } from '../src/terminal/terminal.ts'

export default class Demo extends EsCommand {
  static override summary = 'build a store before your eyes: a web shop over seven months'
  static override description =
    `Generates the events of a shop for tea and coffee, the same ones every time, imports them, and shows what can be asked of them: each step with the command that is run and what it printed.

The store stays, to go on by hand. Next to it are the events (shop.jsonl) and the projections.`
  static override examples = ['es demo shop']
  static override args = {
    dir: Args.string({
      ignoreStdin: true,
      description: 'a new or empty folder; a temporary one when left out',
    }),
  }

  async run(): Promise<void> {
    const { args } = await this.parse(Demo)
    const { root } = this.config
    const events = shopEvents(shop_seed)
    const directory = emptyFolder(args.dir)
    layOutShop(directory, events, join(root, 'dist', 'demo'))
    const bin = join(root, 'bin', 'es.js')
    // With --json the tour is a message, and what it made the result.
    const output = this.wantsJson ? 2 : 1
    const guide = { directory, program: [process.execPath, bin], environment: process.env, output } as const
    for (const scene of runTour(guide, events.length)) {
      const text = sceneText(scene, this.terminal)
      if (output === 1) this.out.write(text)
      else if (text !== '') this.message(text)
      this.out.flush()
      if (scene.kind === 'failed') process.exitCode = scene.status
    }
    if (process.exitCode !== undefined) return
    this.print({
      text: (terminal) => farewellText(directory, bin, terminal),
      json: () => ({ directory, events: events.length }),
    })
  }
}

function sceneText(scene: Scene, { colours }: Terminal): string {
  switch (scene.kind) {
    case 'says':
      return `\n${colours.faint(scene.text.replace(/^/gm, '# '))}\n`
    case 'command':
      return `${colours.faint('$')} ${colours.heading(shellText(['es', ...scene.args]))}\n`
    case 'output':
      return scene.text
    case 'letter':
      return scene.lines.map((line) => `${`    ${line}`.trimEnd()}\n`).join('')
    case 'failed':
      return ''
  }
}

/** Where the store is and how to go on. Who came by `npm run demo` may have no `es` on the path yet. */
function farewellText(directory: string, bin: string, { colours }: Terminal): string {
  const entry = [`cd ${shellText([directory])}`]
  if (process.env.npm_lifecycle_event !== undefined)
    entry.push(`alias es=${shellText([`node ${shellText([bin])}`])}`)
  const commands = tries.flatMap(({ args, shows }) => [
    colours.faint(`# ${shows}`),
    shellText(['es', ...args]),
  ])
  const lines = [...entry, ...commands].map((line) => `  ${line}\n`).join('')
  return `\n${colours.faint('# The store is yours now. Three things to try:')}\n${lines}`
}
