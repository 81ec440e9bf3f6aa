import { join } from 'node:path'
import { Args, Flags } from '@oclif/core'
import { UsageError } from '../src/errors.ts'
import type { Store } from '../src/store/store.ts'
import { printedView, printedViewFields } from '../src/terminal/browser/printed-view.ts'
import { stillScene } from '../src/terminal/browser/still-scene.ts'
import { StoreView } from '../src/terminal/browser/store-view.ts'
import { runEs } from '../src/terminal/es-child.ts'
import { openReadModels } from '../src/terminal/read-models.ts'
import { runBrowser } from '../src/terminal/run-browser.ts'
import { session } from '../src/terminal/session.ts'
import { StoreCommand } from '../src/terminal/store-command.ts'

/** Events around the one that is looked at, and stretches of the timeline. */
const printed = { rows: 20, stretches: 60 }

export default class Ui extends StoreCommand {
  static override summary = 'look through the events, and at what each of them did'
  static override description =
    `Shows the events, and of the one under the cursor: the document that it touched as of that event, what it changed, what it says and what is known about it. Below is a timeline: how many events were recorded when, with tags as ticks. Everything follows the cursor.

\`j\` and \`k\` move, \`:\` goes to a revision, \`/\` searches, \`f\` filters, \`Tab\` changes the tab, \`p\` pins a document, \`W\` watches a value and \`[\` \`]\` go to its changes, \`{\` \`}\` go to tags, \`?\` tells the other keys, \`q\` quits. It changes nothing, but by \`t\` (tag) and \`c\` (checkout), which ask.

With --print it prints the same view once as plain text, as of REVISION: for scripts and screen readers.`
  static override examples = ['es ui', 'es ui v1', 'es ui --print order-1@2']
  static override args = {
    revision: Args.string({ ignoreStdin: true, description: 'where to begin; HEAD when left out' }),
  }
  static override flags = {
    print: Flags.boolean({ summary: 'print the view once, as plain text' }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Ui)
    await this.withStore({ readOnly: true }, async (store) => {
      const { position } = this.resolve(store, args.revision ?? 'HEAD')
      const models = (opened: Store) => openReadModels(opened, { endsOnSigint: false })
      const view = new StoreView(store, models, () => this.ambient.nowMs())
      if (flags.print || this.wantsJson) return this.#print(view, position)
      if (!this.terminal.isTerminal || !process.stdin.isTTY)
        throw new UsageError('the interface needs a terminal', { hint: "'es ui --print' prints the view" })
      const left = await runBrowser({
        view,
        cursor: position,
        colours: this.terminal.colours,
        run: (words) => this.#command(store, words),
      })
      if (left.print) this.#print(view, left.cursor)
    })
  }

  #print(view: StoreView, position: number): void {
    const scene = stillScene(view, position, { colours: this.terminal.colours, ...printed })
    this.print({
      text: (terminal) => printedView(scene, terminal),
      json: () => printedViewFields(scene),
    })
  }

  /** Tags and checkouts are made by the commands that make them, and are in the op log as theirs. */
  #command(store: Store, words: readonly string[]) {
    const bin = join(this.config.root, 'bin', 'es.js')
    return runEs({ bin, environment: session.env }, [...words, '--store', store.directory])
  }
}
