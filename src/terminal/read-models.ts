import { ProjectionFolder } from '../projection/folder.ts'
import { ReadModels } from '../projection/read-models.ts'
import type { Store } from '../store/store.ts'
import { session } from './session.ts'
import { safeDirectories } from './store-command.ts'

/** The read models of a store, for the code in `projections/` beside it. Only for commands that may run that code. */
export function openReadModels(store: Store): ReadModels {
  const options = { safeDirectories: safeDirectories(), print: printed }
  return new ReadModels(store, new ProjectionFolder(store.root, options))
}

/** What a projection prints goes to stderr, and may hold what events hold. */
function printed(text: string): void {
  session.message(session.messages.safe(text))
}
