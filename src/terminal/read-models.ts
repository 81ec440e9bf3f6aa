import { Catalog } from '../projection/catalog.ts'
import { ProjectionFolder } from '../projection/folder.ts'
import { ReadModels } from '../projection/read-models.ts'
import { StoredCatalog } from '../projection/stored-catalog.ts'
import type { Store } from '../store/store.ts'
import { session } from './session.ts'
import { safeDirectories } from './store-command.ts'

/**
 * The read models of a store, for the code in `projections/` beside it. Only for commands that may run that code.
 * @param stale `--stale`: for the code that built what is stored, where that is another
 * @param endsOnSigint whether Ctrl-C ends the code; otherwise the program's own handler must
 */
export function openReadModels(store: Store, { stale = false, endsOnSigint = true } = {}): ReadModels {
  const options = { safeDirectories: safeDirectories(), print: printed, endsOnSigint }
  const folder = new ProjectionFolder(store.root, options)
  return new ReadModels(store, folder, stale ? new StoredCatalog(store, folder) : new Catalog(store, folder))
}

/** Which read models were answered for older code: what `--stale` must say. Known when they have been read. */
export function staleWarnings({ catalog }: ReadModels): string[] {
  if (!(catalog instanceof StoredCatalog)) return []
  return catalog.served.map(
    (name) => `'${name}' is stale: answered for the code that built it, not for that in 'projections'`,
  )
}

/** The same as the last member of a document: it is drained after what is read while the document is written. */
export function staleFields({ catalog }: ReadModels): { stale?: Iterable<string> } {
  return catalog instanceof StoredCatalog ? { stale: names(catalog) } : {}
}

function* names(catalog: StoredCatalog): Generator<string> {
  yield* catalog.served
}

/** What a projection prints goes to stderr, and may hold what events hold. */
function printed(text: string): void {
  session.message(session.messages.safe(text))
}
