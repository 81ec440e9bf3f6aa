import { hash } from 'node:crypto'
import { isSourceFiles } from '../projection/model-records.ts'
import type { ModelCode } from '../projection/reader.ts'
import {
  isCount,
  isFlag,
  isNumber,
  isText,
  listOf,
  oneOf,
  optional,
  recordOf,
  storedRecord,
} from '../store/stored-record.ts'
import type { Table } from '../store/table.ts'
import { caseFold } from './file-name.ts'

/** What the index knows of one file that a checkout has put into the work tree. */
export interface TreeEntry {
  readonly model: string
  readonly key: string
  /** Below `state/`, with `/`: `orders/order-42.json`. */
  readonly path: string
  /** Hex SHA-256 of the file's bytes. */
  readonly digest: string
  readonly sizeBytes: number
  /** The file's own, as the file system gave it after writing; -1 while the file is about to be written. */
  readonly mtimeMs: number
  /**
   * Written so shortly before the checkout ended that an edit right after it may have the same mtime: only the bytes
   * tell. (Git's "racily clean" entries.)
   */
  readonly young?: true
  /** While the file is about to be written: the digest of what it replaces. */
  readonly previous?: string
  /** Where the document was read when the file was written. */
  readonly position: number
}

/** A read model as it was laid out. */
export interface TreeModel {
  readonly name: string
  /** The folder below `state/`. */
  readonly folder: string
  /** The code that the files were laid out with. */
  readonly code: ModelCode
  readonly documents: number
  /** Where the files are, when the model could not be laid out at the record's position and they stayed as they were. */
  readonly keptAt?: number
  /** Kept from a checkout that was interrupted: some are of the position before it. */
  readonly isMixed?: true
}

/** What the whole work tree is at, or, while `complete` is false, what an interrupted checkout was laying out. */
export interface TreeRecord {
  readonly branch: string
  readonly position: number
  readonly complete: boolean
  readonly models: readonly TreeModel[]
  /** The name under which files are written before they are moved into place; may be left over after a crash. */
  readonly temporary: string
}

const isTreeEntry = recordOf<TreeEntry>({
  model: isText,
  key: isText,
  path: isText,
  digest: isText,
  sizeBytes: isNumber,
  mtimeMs: isNumber,
  young: optional(oneOf(true)),
  previous: optional(isText),
  position: isCount,
})

const isTreeRecord = recordOf<TreeRecord>({
  branch: isText,
  position: isCount,
  complete: isFlag,
  models: listOf(
    recordOf<TreeModel>({
      name: isText,
      folder: isText,
      code: recordOf<ModelCode>({ fingerprint: isText, codeDigest: isText, files: isSourceFiles }),
      documents: isCount,
      keptAt: optional(isCount),
      isMixed: optional(oneOf(true)),
    }),
  ),
  temporary: isText,
})

const record_key = Buffer.from('r')

/**
 * The index of the work tree in the store's table `worktree`: `r` → the record; `e` + model + NUL + 16 bytes of the
 * digest of the key's case fold + 16 bytes of the key's own → an entry. Keys that differ only in case are neighbours.
 * Writing is valid only inside `Store.commit`.
 */
export class TreeIndex {
  readonly #table: Table

  constructor(table: Table) {
    this.#table = table
  }

  get record(): TreeRecord | undefined {
    const value = this.#table.get(record_key)
    return value && storedRecord({ table: 'worktree', key: record_key, value }, isTreeRecord)
  }

  setRecord(record: TreeRecord): void {
    this.#table.put(record_key, Buffer.from(JSON.stringify(record)))
  }

  get(model: string, key: string): TreeEntry | undefined {
    const entry = entryKey(model, key)
    const value = this.#table.get(entry)
    return value && parsed(entry, value)
  }

  put(entry: TreeEntry): void {
    this.#table.put(entryKey(entry.model, entry.key), Buffer.from(JSON.stringify(entry)))
  }

  remove(entry: TreeEntry): void {
    this.#table.remove(entryKey(entry.model, entry.key))
  }

  /** The entries whose keys differ from this one at most in case. */
  twins(model: string, key: string): TreeEntry[] {
    return [...this.#entriesBelow(foldKey(model, key))]
  }

  /** All entries, or a model's, in no order that means anything. */
  entries(model?: string): IterableIterator<TreeEntry> {
    return this.#entriesBelow(model === undefined ? Buffer.from('e') : modelKey(model))
  }

  *#entriesBelow(prefix: Buffer): IterableIterator<TreeEntry> {
    const to = Buffer.concat([prefix, Buffer.alloc(40, 0xff)])
    for (const { key, value } of this.#table.entries({ from: prefix, to })) yield parsed(key, value)
  }
}

function parsed(key: Buffer, value: Buffer): TreeEntry {
  return storedRecord({ table: 'worktree', key, value }, isTreeEntry)
}

function modelKey(model: string): Buffer {
  return Buffer.from(`e${model}\0`)
}

function foldKey(model: string, key: string): Buffer {
  return Buffer.concat([modelKey(model), shortDigest(caseFold(key))])
}

function entryKey(model: string, key: string): Buffer {
  return Buffer.concat([foldKey(model, key), shortDigest(key)])
}

function shortDigest(text: string): Buffer {
  return Buffer.from(hash('sha256', text, 'hex').slice(0, 32), 'hex')
}
