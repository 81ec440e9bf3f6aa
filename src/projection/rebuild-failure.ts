import { type EsError, ProjectionFailedError } from '../errors.ts'
import type { Store } from '../store/store.ts'
import type { Catalog } from './catalog.ts'
import type { Model } from './model.ts'
import { type ModelRecords, noRecord } from './model-records.ts'
import { type SourceFile, seenFile } from './source-files.ts'

/** So that `status` can say it without running anything. The stored read model stays as it was. */
export function recordFailure(store: Store, catalog: Catalog, model: Model, error: EsError): void {
  const { folder, records } = catalog
  const own = [model.file, ...model.rivals]
  const files = bundledFiles(catalog, model) ?? own.map((path) => seenFile(folder.root, path))
  const entries = model.rivals.length > 0 ? { entries: own } : {}
  const position = error instanceof ProjectionFailedError ? error.at.position : undefined
  store.commit(() => {
    const record = records.get(model.name) ?? noRecord(model.name)
    records.put({ ...record, failure: { files, ...entries, position, message: error.message } })
  })
}

function bundledFiles(catalog: Catalog, model: Model): readonly SourceFile[] | undefined {
  try {
    return catalog.projection(model).bundle.files
  } catch {
    return undefined
  }
}

/** A build whose documents cannot be trusted must not be gone on with. */
export function giveUp(store: Store, records: ModelRecords, name: string): void {
  store.commit(() => {
    const record = records.get(name)
    if (record?.building === undefined) return
    const retired = [...record.retired, record.building.generation]
    records.put({ ...record, building: undefined, retired })
  })
}
