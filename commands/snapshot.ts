import { Args } from '@oclif/core'
import { listSnapshots, takeSnapshots } from '../src/projection/snapshot.ts'
import { atFlag } from '../src/terminal/flags.ts'
import { withProgress } from '../src/terminal/progress.ts'
import { snapshotFields, snapshotLine } from '../src/terminal/read-model-text.ts'
import { openReadModels } from '../src/terminal/read-models.ts'
import { rebuildSteps } from '../src/terminal/rebuild-progress.ts'
import { StoreCommand } from '../src/terminal/store-command.ts'

export default class Snapshot extends StoreCommand {
  static override summary = 'keep every document as it stands at a position'
  static override description =
    `Keeps each document of the read models NAME (all when none is named) as it stands at HEAD, or at --at, so that it is read there without folding an event. Read models that are not stored up to the tip are brought there first. What is read never depends on snapshots, only how fast.

'es snapshot list [NAME...]' lists the snapshots, newest first: position, read model, when it was taken, documents and the bytes of their JSON.`
  static override examples = ['es snapshot', 'es snapshot orders --at 2026-01-31', 'es snapshot list']
  static override args = {
    name: Args.string({
      multiple: true,
      ignoreStdin: true,
      description: "a projection; or first the word 'list'",
    }),
  }
  static override flags = { at: atFlag() }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Snapshot)
    const [first, ...rest] = args.name ?? []
    if (first === 'list') return await this.#list(rest)
    const names = args.name?.length ? args.name : undefined
    await this.withStore({ readOnly: false }, async (store) => {
      const { position: at } = this.resolve(store, 'HEAD', flags.at)
      const { catalog } = openReadModels(store)
      const work = rebuildSteps(takeSnapshots(store, catalog, { names, at }))
      const snapshots = await withProgress({ doing: 'keeping', unit: 'events' }, work)
      this.print({
        text: (terminal) => snapshots.map((snapshot) => `${snapshotLine(snapshot, terminal)}\n`),
        json: () => ({ at, snapshots: snapshots.map(snapshotFields) }),
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
