import { Args } from '@oclif/core'
import { blame } from '../src/analysis/blame.ts'
import { askedDocument, findDocument } from '../src/projection/find-document.ts'
import { blameFields, blameText } from '../src/terminal/blame-text.ts'
import { atFlag } from '../src/terminal/flags.ts'
import { foldedHint } from '../src/terminal/read-model-text.ts'
import { openReadModels } from '../src/terminal/read-models.ts'
import { foldedAhead } from '../src/terminal/rebuild-progress.ts'
import { StoreCommand } from '../src/terminal/store-command.ts'

export default class Blame extends StoreCommand {
  static override summary = 'say which event last set each value of a document'
  static override description =
    `Prints each value of a document with the event that set it last: position, stream and version, type, time, actor, the value's path and the value. PROJECTION/KEY may have a revision before it, R:PROJECTION/KEY, and a path behind it; with PATH all of the text is the document, and only what is at and below PATH is printed.

Only the document's own events are folded, and what each changed is found by comparing the document before and after it. A value that is the same at the same place keeps its event, though an event set it again. Items of a list are aligned first, so that what stands behind a removed or added item keeps its events. What came in place of an object is compared with it member by member. A document that was removed and made again begins anew.

Values are scalars, and objects and lists with nothing in them.`
  static override examples = [
    'es blame carts/cart-7',
    'es blame carts/cart-7/lines/0 --at 2026-01-31',
    'es blame carts/cart-7 lines',
  ]
  static override args = {
    document: Args.string({ required: true, ignoreStdin: true, description: 'which document' }),
    path: Args.string({ ignoreStdin: true, description: 'which part of it; all when left out' }),
  }
  static override isPaged = true
  static override flags = { at: atFlag() }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Blame)
    await this.withStore({ readOnly: true }, async (store) => {
      const reader = openReadModels(store)
      const asked = askedDocument(args.document, reader.names)
      const { position: at, ...resolved } = this.resolve(store, asked.revision ?? 'HEAD', flags.at)
      await foldedAhead(reader, [asked.projection], at, { all: true })
      const document = findDocument(reader, asked, { position: at, ...resolved }, args.path)
      const { projection, key, path } = document
      // All of it before anything is printed: a projection may fail.
      const lines = [...blame(store.branch(resolved.branch), reader, { projection, key, path, at })]
      this.print({
        text: (terminal) => blameText(lines, terminal),
        json: () => ({ at, projection, key, path, values: blameFields(lines) }),
      })
      const hint = foldedHint(reader)
      if (hint !== undefined) this.hint(hint)
    })
  }
}
