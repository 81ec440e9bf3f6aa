import { unclaimedModels } from '../src/projection/status.ts'
import { infoFields, infoText } from '../src/terminal/info-text.ts'
import { StoreCommand } from '../src/terminal/store-command.ts'

export default class Info extends StoreCommand {
  static override summary = 'print what the store is and how much it holds'
  static override description =
    'Prints where the store is, its id and format, how many events, streams, types and tags it holds, when the first and the last event were recorded, and how much of the file its parts take. It names the stored read models that no projection has the name of. It counts nothing, so it costs the same whatever the size of the store.'
  static override examples = ['es info', 'es info --json']

  async run(): Promise<void> {
    await this.parse(Info)
    await this.withStore({ readOnly: true }, (store) => {
      const { directory, refs } = store
      const facts = {
        ...store.info(),
        directory,
        branch: refs.head.branch,
        tags: refs.tags().length,
        unclaimed: unclaimedModels(store),
      }
      this.print({ text: (terminal) => infoText(facts, terminal), json: () => infoFields(facts) })
    })
  }
}
