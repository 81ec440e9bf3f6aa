import { Args } from '@oclif/core'
import { UsageError } from '../src/errors.ts'
import { prune } from '../src/projection/prune.ts'
import { listSnapshots, takeSnapshots } from '../src/projection/snapshot.ts'
import { default_policy, type KeepPolicy } from '../src/projection/snapshot-policy.ts'
import { failedFields } from '../src/terminal/failed-models.ts'
import { atFlag } from '../src/terminal/flags.ts'
import { withProgress } from '../src/terminal/progress.ts'
import { policyOf, prune_flags } from '../src/terminal/prune-flags.ts'
import { prunedFields, prunedLines, pruneSteps } from '../src/terminal/prune-text.ts'
import { snapshotFields, snapshotLine } from '../src/terminal/read-model-text.ts'
import { openReadModels } from '../src/terminal/read-models.ts'
import { rebuildSteps } from '../src/terminal/rebuild-progress.ts'
import { StoreCommand } from '../src/terminal/store-command.ts'

export default class Snapshot extends StoreCommand {
  static override summary = 'keep every document as it stands at a position'
  static override description =
    `Keeps each document of the read models NAME (all when none is named) as it stands at HEAD, or at --at, so that it is read there without folding an event. Read models that are not stored up to the tip are brought there first. A read model that fails gets none and is named at the end, with the exit status 7. What is read never depends on snapshots, only how fast.

'es snapshot list [NAME...]' lists the snapshots, newest first: position, read model, when it was taken, documents and the bytes of their JSON.

'es snapshot prune [NAME...]' removes snapshots, and the documents that were kept for them or for tags alone. Those that a --keep option names stay, each option adding to the others: the last N, those at tags, the newest of each of the last N hours, days, weeks, months or years of the history (UTC) that have one. Without such an option it is --keep-last 3 --keep-tags --keep-hourly 24 --keep-daily 7 --keep-weekly 4 --keep-monthly 12 --keep-yearly 10. The space is used again by what is stored next; 'es compact' gives it back to the disk.`
  static override examples = [
    'es snapshot',
    'es snapshot orders --at 2026-01-31',
    'es snapshot list',
    'es snapshot prune --dry-run',
    'es snapshot prune orders --keep-last 1 --keep-tags',
  ]
  static override args = {
    name: Args.string({
      multiple: true,
      ignoreStdin: true,
      description: "a projection; or first the word 'list' or 'prune'",
    }),
  }
  static override flags = { at: atFlag(), ...prune_flags }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Snapshot)
    const [first, ...rest] = args.name ?? []
    const policy = policyOf(flags)
    const dryRun = flags['dry-run'] ?? false
    if (first !== 'prune' && (policy !== undefined || dryRun))
      throw new UsageError("'--keep-…' and '--dry-run' are for 'es snapshot prune'")
    if ((first === 'prune' || first === 'list') && flags.at !== undefined)
      throw new UsageError(`'--at' is not for 'es snapshot ${first}'`)
    if (first === 'list') return await this.#list(rest)
    if (first === 'prune') return await this.#prune(rest, policy, dryRun)
    const names = args.name?.length ? args.name : undefined
    await this.withStore({ readOnly: false }, async (store) => {
      const { position: at } = this.resolve(store, 'HEAD', flags.at)
      const { catalog } = openReadModels(store)
      const work = rebuildSteps(takeSnapshots(store, catalog, { names, at, cause: this.cause(undefined) }))
      const { snapshots, failed } = await withProgress({ doing: 'keeping', unit: 'events' }, work)
      const [first] = failed
      // Nothing was answered: the document is that of the error.
      if (first !== undefined && snapshots.length === 0 && this.wantsJson) throw first.error
      this.print({
        text: (terminal) => snapshots.map((snapshot) => `${snapshotLine(snapshot, terminal)}\n`),
        json: () => ({ at, snapshots: snapshots.map(snapshotFields), ...failedFields(failed) }),
      })
      this.failFor(failed)
    })
  }

  async #prune(
    names: readonly string[],
    policy: KeepPolicy = default_policy,
    dryRun: boolean,
  ): Promise<void> {
    await this.withStore({ readOnly: dryRun }, async (store) => {
      const { catalog } = openReadModels(store)
      const options = { names: names.length === 0 ? undefined : names, policy, dryRun }
      const work = pruneSteps(prune(store, catalog, { ...options, cause: this.cause(undefined) }))
      const pruned = await withProgress({ doing: 'pruning', unit: 'kept documents' }, work)
      this.print({
        text: (terminal) => prunedLines(pruned, dryRun, terminal),
        json: () => ({ dryRun, projections: pruned.map(prunedFields) }),
      })
    })
  }

  async #list(names: readonly string[]): Promise<void> {
    await this.withStore({ readOnly: true }, (store) => {
      const { catalog } = openReadModels(store)
      const snapshots = listSnapshots(catalog, names.length === 0 ? undefined : names)
      this.print({
        text: (terminal) => snapshots.map((snapshot) => `${snapshotLine(snapshot, terminal)}\n`),
        json: () => ({ snapshots: snapshots.map(snapshotFields) }),
      })
    })
  }
}
