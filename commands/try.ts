import { Flags } from '@oclif/core'
import { suppose } from '../src/analysis/suppose.ts'
import { compareReadModels } from '../src/diff/compare.ts'
import { ModelFailures } from '../src/projection/model-failures.ts'
import { diff_flags, diffForm, leniencyOf } from '../src/terminal/diff-flags.ts'
import { diffPieces } from '../src/terminal/diff-view.ts'
import { failedFields } from '../src/terminal/failed-models.ts'
import { atFlag } from '../src/terminal/flags.ts'
import { foldedHint } from '../src/terminal/read-model-text.ts'
import { openReadModels } from '../src/terminal/read-models.ts'
import { StoreCommand } from '../src/terminal/store-command.ts'
import { supposedDocuments, supposedText, suppositionJson } from '../src/terminal/try-text.ts'
import { readEventFile, readEvents } from '../src/transfer/read-event-file.ts'

const { null: _, ...form_flags } = diff_flags

export default class Try extends StoreCommand {
  static override summary = 'what the read models would be if other events had happened'
  static override description =
    `Folds events from a file over the read models as they stood at a revision, in memory, and prints the documents that would be others. The store is opened read-only and nothing is written.

FILE holds JSON lines as import reads and export writes them. The events follow exactly on the revision: what the log has after it counts as not yet happened, also its ids. They are checked as an append would check them, and get the positions and versions that it would give. An event without a time happens at the time of the revision; at ROOT, now.

With --diff, or an option that says how differences are shown, it prints how the documents would differ from what they are at the revision. After -- come the documents to look at: a projection, or PROJECTION/KEY. A read model that fails at these events is named at the end, with the exit status 7.`
  static override examples = [
    'es try -f events.jsonl',
    'es try --at 2026-01-31 -f events.jsonl --diff',
    'es try --at v1 -f - --diff --exit-code -- orders/order-1 < events.jsonl',
  ]
  static override pathsName = 'DOCUMENT'
  static override isPaged = true
  static override flags = {
    file: Flags.string({ char: 'f', required: true, helpValue: 'FILE', summary: 'the events; - for stdin' }),
    at: atFlag({ summary: 'the revision that they would follow; HEAD when left out' }),
    diff: Flags.boolean({ summary: 'print how the documents would differ' }),
    ...form_flags,
    'exit-code': Flags.boolean({ summary: 'exit with 1 when a document would differ' }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Try)
    const shown = { ...flags, null: false }
    const form = diffForm(shown)
    const asDiff = flags.diff || form.kind !== 'text' || flags.unified !== undefined
    const events = await (flags.file === '-' ? readEvents(process.stdin) : readEventFile(flags.file))
    await this.withStore({ readOnly: true }, (store) => {
      const { position: at, branch } = this.resolve(store, flags.at ?? 'HEAD')
      const reader = openReadModels(store)
      const supposed = suppose(store.branch(branch), reader, { at, events, ambient: this.ambient })
      const failures = new ModelFailures()
      const options = { documents: this.paths ?? [], ...leniencyOf(shown), failures }
      const compared = compareReadModels(supposed.models, supposed.from, supposed.to, options)
      const differences = [...compared]
      if (flags['exit-code'] && differences.length > 0) this.answerNo()
      const labels = { beforeLabel: String(at), afterLabel: `${at} and ${supposed.events.length} more` }
      this.print({
        text: (terminal) =>
          supposedText(supposed, terminal, {
            isShort: form.kind === 'names' || form.kind === 'name-status',
            documents: asDiff
              ? diffPieces(differences, form, labels, terminal)
              : supposedDocuments(differences, terminal),
          }),
        json: () => ({
          ...suppositionJson(supposed, differences, { asPatch: asDiff }),
          ...failedFields(failures),
        }),
      })
      const hint = foldedHint(reader)
      if (hint !== undefined) this.hint(hint)
      this.failFor(failures)
    })
  }
}
