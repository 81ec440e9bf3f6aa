import { Args, Flags } from '@oclif/core'
import type { DocumentDifference } from '../src/diff/compare.ts'
import { UsageError } from '../src/errors.ts'
import type { Catalog } from '../src/projection/catalog.ts'
import { drop } from '../src/projection/drop.ts'
import { ModelFailures } from '../src/projection/model-failures.ts'
import { failedOf, rebuild } from '../src/projection/rebuild.ts'
import { verify } from '../src/projection/verify.ts'
import type { Store } from '../src/store/store.ts'
import { differenceFields, diffPieces } from '../src/terminal/diff-view.ts'
import { droppedFields, droppedLines, dropSteps } from '../src/terminal/drop-text.ts'
import { failedFields } from '../src/terminal/failed-models.ts'
import { withProgress } from '../src/terminal/progress.ts'
import { verifySteps, verifyTargets } from '../src/terminal/read-model-drift.ts'
import {
  rebuiltFields,
  rebuiltLines,
  verifiedFields,
  verifiedLines,
} from '../src/terminal/read-model-text.ts'
import { openReadModels } from '../src/terminal/read-models.ts'
import { rebuildSteps } from '../src/terminal/rebuild-progress.ts'
import { StoreCommand } from '../src/terminal/store-command.ts'

export default class RebuildProjection extends StoreCommand {
  static override aliases = ['rebuild']
  static override summary = 'store read models up to the tip, or prove that they are right'
  static override description =
    `Brings the stored read models of the projections NAME (all when none is named) up to the tip of their branch. One that was never built, or was built by other code, gets a new generation beside the live one, and readers see it once it is whole. One that is only behind is caught up. All are folded in one pass over the log; interrupted, the same command goes on where it was.

An event that a projection cannot fold stops that projection (7): its stored read model stays as it was. Mend the code and run the command again; nothing is skipped.

With --verify nothing is stored: each read model, or of NAME/KEY the one document, is folded from ROOT and compared with what is stored. What differs is printed as a diff from the stored document to the folded one, and the exit status is 1.

With --drop the stored read models NAME are removed, and their snapshots with them, to save space. They are read as before, folded in memory, and built again when this command is next asked to. A read model whose projection is gone can be dropped, too.`
  static override examples = [
    'es rebuild-projection --all',
    'es rebuild orders --force',
    'es rebuild-projection --all --verify',
    'es rebuild-projection --verify orders/order-1',
    'es rebuild-projection orders --drop',
  ]
  static override args = {
    name: Args.string({
      multiple: true,
      ignoreStdin: true,
      description: 'a projection; with --verify also PROJECTION/KEY',
    }),
  }
  static override flags = {
    all: Flags.boolean({ summary: 'all projections, as when none is named' }),
    force: Flags.boolean({ char: 'f', summary: 'build again what is fresh, too', exclusive: ['verify'] }),
    verify: Flags.boolean({ summary: 'compare with a fold from ROOT instead' }),
    drop: Flags.boolean({
      summary: 'remove the stored read models NAME',
      exclusive: ['verify', 'force', 'all'],
    }),
    quiet: Flags.boolean({ char: 'q', summary: 'print nothing but errors' }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RebuildProjection)
    const named = args.name ?? []
    if (flags.all && named.length > 0) throw new UsageError("'--all' and names exclude each other")
    if (flags.drop && named.length === 0) throw new UsageError("'--drop' needs the names of read models")
    await this.withStore({ readOnly: flags.verify }, async (store) => {
      const { catalog } = openReadModels(store)
      if (flags.verify) await this.#verify(store, catalog, named, flags.quiet)
      else if (flags.drop) await this.#drop(store, catalog, named, flags.quiet)
      else await this.#rebuild(store, catalog, { names: named, force: flags.force, quiet: flags.quiet })
    })
  }

  async #rebuild(
    store: Store,
    catalog: Catalog,
    { names, force, quiet }: { names: string[]; force: boolean; quiet: boolean },
  ): Promise<void> {
    const options = { names: names.length === 0 ? undefined : names, force, cause: this.cause(undefined) }
    const work = rebuild(store, catalog, options)
    const models = await withProgress({ doing: 'rebuilding', unit: 'events' }, rebuildSteps(work))
    const failed = failedOf(models)
    const [first] = failed
    // Nothing was answered: the document is that of the error.
    if (first !== undefined && failed.length === models.length && this.wantsJson) throw first.error
    if (!quiet)
      this.print({
        text: (terminal) => rebuiltLines(models, terminal),
        json: () => ({ projections: models.map(rebuiltFields) }),
      })
    this.failFor(failed)
  }

  async #drop(store: Store, catalog: Catalog, names: readonly string[], quiet: boolean): Promise<void> {
    const work = dropSteps(drop(store, catalog, { names, cause: this.cause(undefined) }))
    const models = await withProgress({ doing: 'removing', unit: 'read models' }, work)
    if (quiet) return
    this.print({
      text: (terminal) => droppedLines(models, terminal),
      json: () => ({ projections: models.map(droppedFields) }),
    })
  }

  async #verify(store: Store, catalog: Catalog, named: readonly string[], quiet: boolean): Promise<void> {
    const drifted: DocumentDifference[] = []
    const labels = { beforeLabel: 'stored', afterLabel: 'folded from ROOT' }
    const onDrift = (difference: DocumentDifference) => {
      if (this.wantsJson) drifted.push(difference)
      else if (!quiet)
        for (const piece of diffPieces(
          [difference],
          { kind: 'text', contextLines: 3 },
          labels,
          this.terminal,
        ))
          this.out.write(piece)
    }
    const targets = verifyTargets(named, [...catalog.models.keys()])
    const failures = new ModelFailures()
    const work = verifySteps(verify(store, catalog, targets, failures), onDrift)
    const models = await withProgress({ doing: 'verifying', unit: 'events' }, work)
    if (!models.every((model) => model.isStored && model.drifted === 0)) this.answerNo()
    if (quiet) return this.failFor(failures)
    this.print({
      text: (terminal) => verifiedLines(models, terminal),
      json: () => ({
        projections: models.map(verifiedFields),
        documents: drifted.map((difference) => differenceFields(difference)),
        ...failedFields(failures),
      }),
    })
    this.failFor(failures)
  }
}
