import type { Cause } from '../store/refs.ts'
import type { Store } from '../store/store.ts'
import type { Catalog } from './catalog.ts'
import { removeRetired } from './retired.ts'

export interface DroppedModel {
  readonly name: string
  /** Up to where it was stored; undefined: there was nothing to drop. */
  readonly position: number | undefined
  /** How many snapshots went with it. */
  readonly snapshots: number
}

/**
 * Removes stored read models, a build that is under way and snapshots included. They are read as before, folded in
 * memory, and built again when they are wanted. Runs no code; a model whose file is gone can be dropped, too.
 * @throws {ProjectionUnknownError}
 */
export function* drop(
  store: Store,
  catalog: Catalog,
  { names, cause }: { names: readonly string[]; cause: Cause },
): Generator<{ readonly name: string }, DroppedModel[]> {
  const dropped: DroppedModel[] = []
  for (const { name } of catalog.recordsOf(names)) {
    dropped.push(retire(store, catalog, name, cause))
    yield { name }
    yield* removeRetired(store, catalog.records, name)
  }
  return dropped
}

/** From here on nobody reads it; what is left of it is removed in transactions of its own. */
function retire(store: Store, { records }: Catalog, name: string, cause: Cause): DroppedModel {
  return store.commit(() => {
    const record = records.get(name)
    const generations = [record?.live, record?.building].filter((one) => one !== undefined)
    if (record === undefined || generations.length === 0) return { name, position: undefined, snapshots: 0 }
    const retired = [...record.retired, ...generations.map(({ generation }) => generation)]
    records.put({ ...record, live: undefined, building: undefined, retired, snapshots: [] })
    const position = record.live?.position ?? 0
    store.refs.recordModelChange({ ...cause, kind: 'drop', ref: name, after: { position } })
    return { name, position, snapshots: record.snapshots.length }
  })
}
