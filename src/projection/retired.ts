import { main_branch } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import type { ModelRecords } from './model-records.ts'
import { StoredEntries } from './stored-entries.ts'

const remove_entries = 2000

/** Removes what earlier builds of a model have left, in short transactions; yields after each, with nothing to tell. */
export function* removeRetired(store: Store, records: ModelRecords, name: string): Generator<never, void> {
  if (records.get(name)?.retired.length === 0) return
  for (;;) {
    const isDone = store.commit(() => {
      const record = records.get(name)
      const [generation, ...rest] = record?.retired ?? []
      if (record === undefined || generation === undefined) return true
      const entries = new StoredEntries(store.table('documents'), { branch: main_branch, generation })
      if (entries.removeSome(remove_entries)) {
        records.removeCode(generation)
        records.put({ ...record, retired: rest })
      }
      return false
    })
    if (isDone) return
  }
}
