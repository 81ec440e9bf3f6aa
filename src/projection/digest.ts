import { createHash } from 'node:crypto'
import { main_branch } from '../store/keys.ts'
import type { TaggedModel } from '../store/refs.ts'
import type { Store } from '../store/store.ts'
import { ModelRecords } from './model-records.ts'
import type { StoredDocument } from './reader.ts'
import { StoredEntries } from './stored-entries.ts'

/** Hex SHA-256 over documents in key order: of each the key as JSON, a tab, the document's text and a line feed. */
export function digestOf(documents: Iterable<StoredDocument>): string {
  const hash = createHash('sha256')
  for (const { key, json } of documents) hash.update(`${JSON.stringify(key)}\t${json}\n`)
  return hash.digest('hex')
}

/** What a tag remembers: each read model that the store holds at exactly this position. Runs no code. */
export function storedModelsAt(store: Store, position: number): TaggedModel[] {
  const records = new ModelRecords(store.table('models'), main_branch).all()
  return records.flatMap(({ name, live }) => {
    if (live === undefined || live.position !== position) return []
    const id = { branch: main_branch, generation: live.generation }
    const digest = digestOf(newestDocuments(new StoredEntries(store.table('documents'), id), position))
    return [{ name, fingerprint: live.fingerprint, digest }]
  })
}

/** At a generation's cursor every document's newest entry is the document: nothing is to be folded. */
function* newestDocuments(entries: StoredEntries, position: number): Iterable<StoredDocument> {
  for (const [key, { base }] of entries.versions(position))
    if (typeof base?.json === 'string') yield { key, json: base.json }
}
