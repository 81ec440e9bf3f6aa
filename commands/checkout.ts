import { Args, Flags } from '@oclif/core'
import { rebuild } from '../src/projection/rebuild.ts'
import { checkoutJson, checkoutText, unlaidText } from '../src/terminal/checkout-text.ts'
import { actorFlag } from '../src/terminal/flags.ts'
import { withProgress } from '../src/terminal/progress.ts'
import { openReadModels } from '../src/terminal/read-models.ts'
import { rebuildSteps } from '../src/terminal/rebuild-progress.ts'
import { StoreCommand } from '../src/terminal/store-command.ts'
import { checkout } from '../src/worktree/checkout.ts'
import { checkoutTarget } from '../src/worktree/checkout-target.ts'
import { headStatus } from '../src/worktree/head-status.ts'

export default class Checkout extends StoreCommand {
  static override summary = 'move HEAD, and lay out the read models as files'
  static override description =
    `Lays out every read model as it stood at a position, one file a document: state/PROJECTION/KEY.json beside .es, changing only the files that differ. Then HEAD moves there, which is where commands read from.

\`as-of REVISION\`, or a REVISION that is not the name of a branch, detaches HEAD: it stays at that position, and appends are refused until it is attached again. BRANCH attaches it to the branch, whose tip it then follows. Without an argument the files are brought up to HEAD.

A file that was edited, or that did not come from a checkout, stops it (8) when it is in the way, before anything is touched. --force replaces edited files; others are never replaced. A checkout that was interrupted goes on when it is repeated. A read model that fails stops no other: a warning says why, and its files stay as they were until a checkout can lay it out.

For scripts every reading command takes --at REVISION, which changes nothing.`
  static override examples = [
    'es checkout as-of 2026-01-31',
    "es checkout as-of '@{6 months ago}'",
    'es checkout as-of order-1@1',
    'es checkout v1',
    'es checkout main',
  ]
  static override args = {
    target: Args.string({
      ignoreStdin: true,
      description: "as-of, a branch or a revision; HEAD's when left out",
    }),
    revision: Args.string({ ignoreStdin: true, description: 'after as-of: the position' }),
  }
  static override flags = {
    force: Flags.boolean({ char: 'f', summary: 'replace files that were edited' }),
    actor: actorFlag(),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Checkout)
    const words = [args.target, args.revision].filter((word) => word !== undefined)
    await this.withStore({ readOnly: false }, async (store) => {
      const head = checkoutTarget(words, store.refs, (revision) => this.resolve(store, revision))
      const reader = openReadModels(store)
      const folding = rebuildSteps(rebuild(store, reader.catalog))
      const rebuilt = await withProgress({ doing: 'folding', unit: 'events' }, folding)
      const request = { head, force: flags.force, cause: this.cause(flags.actor) }
      const label = { doing: 'laying out', unit: 'files' }
      const result = await withProgress(label, checkout(store, reader, request))
      this.print({
        text: (terminal) => checkoutText(result, headStatus(store), terminal),
        json: () => checkoutJson(result),
      })
      for (const model of result.failed) this.warning(unlaidText(model))
      const unlaid = new Set(result.failed.map(({ name }) => name))
      // What failed later than the position that was laid out has not stopped it.
      for (const { name, error } of rebuilt)
        if (error !== undefined && !unlaid.has(name)) this.warning(error.message)
      if (result.detached && this.terminal.isTerminal)
        this.hint(`'es checkout ${head.branch}' goes back to the tip; until then nothing can be appended`)
    })
  }
}
