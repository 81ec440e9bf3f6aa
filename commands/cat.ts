import { Args, Flags } from '@oclif/core'
import { askedDocument, findDocument } from '../src/projection/find-document.ts'
import { atFlag, stale_flag } from '../src/terminal/flags.ts'
import { foldedHint, foundFields, foundText } from '../src/terminal/read-model-text.ts'
import { openReadModels, staleFields, staleWarnings } from '../src/terminal/read-models.ts'
import { foldedAhead } from '../src/terminal/rebuild-progress.ts'
import { StoreCommand } from '../src/terminal/store-command.ts'

export default class Cat extends StoreCommand {
  static override summary = 'print a document as of any revision'
  static override description =
    `Prints a document of a read model, or a value in it, as it stood at a revision: REVISION:PROJECTION/KEY[/PATH], or PROJECTION/KEY[/PATH] at HEAD or at --at. Of the text after the projection's name the longest key that exists wins, and the rest is the path; --path says where the path begins.

The answer is for the code in projections/ as it is now, at exactly that position. What the store does not hold yet is folded in memory, and nothing is stored. With --stale a read model whose code has changed since it was stored answers for the code that built it, and a warning says so. In a pipe the JSON is one line, exact; on a terminal it is laid out.`
  static override examples = [
    'es cat orders/order-1',
    'es cat orders/order-1 --at 2026-01-31',
    "es cat 'HEAD~1:orders/order-1/total'",
    'es cat orders/order-1 --stale',
  ]
  static override args = {
    document: Args.string({
      required: true,
      ignoreStdin: true,
      description: 'which document, or value in it',
    }),
  }
  static override flags = {
    at: atFlag(),
    stale: stale_flag,
    path: Flags.string({
      helpValue: 'PATH',
      summary: 'the value in the document, so that all of KEY is the key',
    }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Cat)
    await this.withStore({ readOnly: true }, async (store) => {
      const reader = openReadModels(store, flags)
      const asked = askedDocument(args.document, reader.names)
      const at = this.resolve(store, asked.revision ?? 'HEAD', flags.at)
      await foldedAhead(reader, [asked.projection], at.position, { all: true })
      const found = findDocument(reader, asked, at, flags.path)
      this.print({
        text: (terminal) => foundText(found, terminal),
        json: () => ({ ...foundFields(found, at.position), ...staleFields(reader) }),
      })
      for (const text of staleWarnings(reader)) this.warning(text)
      const hint = foldedHint(reader)
      if (hint !== undefined) this.hint(hint)
    })
  }
}
