import { Args, Flags } from '@oclif/core'
import { atFlag, stale_flag } from '../src/terminal/flags.ts'
import { foldedHint } from '../src/terminal/read-model-text.ts'
import { openReadModels, staleFields, staleWarnings } from '../src/terminal/read-models.ts'
import { foldedAhead } from '../src/terminal/rebuild-progress.ts'
import { StoreCommand } from '../src/terminal/store-command.ts'

export default class Ls extends StoreCommand {
  static override summary = 'list the read models, or the keys of one'
  static override description =
    'Lists the names of the read models; or of one the keys of its documents as it stood at a revision, in the order of their bytes.'
  static override examples = ['es ls', 'es ls orders', 'es ls orders --at HEAD~2', 'es ls orders -z']
  static override args = {
    projection: Args.string({ ignoreStdin: true, description: 'whose keys; the names of all when left out' }),
  }
  static override flags = {
    at: atFlag(),
    stale: stale_flag,
    null: Flags.boolean({ char: 'z', summary: 'end each line with a NUL instead of a line feed' }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Ls)
    await this.withStore({ readOnly: true }, async (store) => {
      const reader = openReadModels(store, flags)
      const { position: at } = this.resolve(store, 'HEAD', flags.at)
      const { projection } = args
      if (projection !== undefined) await foldedAhead(reader, [projection], at, { all: true })
      const names = projection === undefined ? reader.names : keysOf(reader.documents(projection, at))
      if (flags.null && !this.wantsJson) for (const name of names) this.out.write(`${name}\0`)
      else
        this.print({
          text: ({ safeLine }) => lines(names, safeLine),
          json: () => ({
            at,
            ...(projection === undefined ? { readModels: objects(names) } : { keys: names }),
            ...staleFields(reader),
          }),
        })
      for (const text of staleWarnings(reader)) this.warning(text)
      const hint = foldedHint(reader)
      if (hint !== undefined) this.hint(hint)
    })
  }
}

function* keysOf(documents: Iterable<{ key: string }>): Generator<string> {
  for (const { key } of documents) yield key
}

function* lines(names: Iterable<string>, safe: (text: string) => string): Generator<string> {
  for (const name of names) yield `${safe(name)}\n`
}

function objects(names: Iterable<string>): { name: string }[] {
  return Array.from(names, (name) => ({ name }))
}
