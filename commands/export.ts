import { Args, Flags } from '@oclif/core'
import { resolveRange } from '../src/revision/range.ts'
import { exportJson, exportText } from '../src/terminal/export-text.ts'
import { atFlag } from '../src/terminal/flags.ts'
import { StoreCommand } from '../src/terminal/store-command.ts'

export default class Export extends StoreCommand {
  static override summary = 'print events as JSON lines, to be imported again'
  static override description =
    `Prints the events of RANGE, oldest first, one JSON object a line: position, branch, stream, version, type, id, time, data, meta, hash, and the salt of an erasable event. Data and meta are the stored texts, byte for byte. RANGE is A..B, or one revision: everything up to it; everything up to HEAD when left out.

A whole export that is imported into an empty store gives the same positions, ids, times and hashes.`
  static override examples = ['es export', 'es export v1..HEAD > new.jsonl']
  static override args = {
    range: Args.string({ ignoreStdin: true, description: 'which events; all up to HEAD when left out' }),
  }
  static override flags = {
    jsonl: Flags.boolean({ summary: 'as always: one JSON document an event', exclusive: ['json'] }),
    at: atFlag(),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Export)
    await this.withStore({ readOnly: true }, (store) => {
      const range = resolveRange(args.range, this.context(store, flags.at))
      for (const warning of range.warnings) this.warning(warning)
      const log = store.branch(range.branch)
      this.print({
        text: ({ safeJson }) => exportText(log, range, safeJson),
        json: () => exportJson(log, range),
      })
    })
  }
}
