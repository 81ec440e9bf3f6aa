import { afterPrefix, u32Key } from '../store/keys.ts'
import {
  isCount,
  isNumber,
  isText,
  listOf,
  optional,
  recordOf,
  storedRecord,
} from '../store/stored-record.ts'
import type { Table } from '../store/table.ts'
import type { Bundle } from './bundle.ts'
import { codeDigestOf } from './fingerprint.ts'
import type { SourceFile } from './source-files.ts'

/** One build of a read model: its documents are stored under the generation's number. */
export interface GenerationRecord {
  readonly generation: number
  readonly fingerprint: string
  readonly codeDigest: string
  /** The projection's own file, and all files of its bundle: what `status` compares. */
  readonly entry: string
  readonly files: readonly SourceFile[]
  /** Events up to here are in it. */
  readonly position: number
}

/** Where a fold stopped, for which code. */
export interface FailureRecord {
  readonly files: readonly SourceFile[]
  /** The projections' own files, where it failed because several have one name; the last of `files` otherwise. */
  readonly entries?: readonly string[]
  /** The event that it could not fold; undefined when the code failed before any. */
  readonly position: number | undefined
  readonly message: string
}

export interface SnapshotRecord {
  readonly position: number
  readonly timeMs: number
  readonly documents: number
  /** Of the documents' JSON texts, in UTF-8. */
  readonly sizeBytes: number
}

/** What the store knows of one projection's read model. */
export interface ModelRecord {
  readonly name: string
  /** What readers see; undefined before the first build is whole. */
  readonly live?: GenerationRecord | undefined
  /** A build that is under way, or was interrupted. */
  readonly building?: GenerationRecord | undefined
  /** Generations whose documents are still to be removed. */
  readonly retired: readonly number[]
  readonly failure?: FailureRecord | undefined
  /** Ascending. */
  readonly snapshots: readonly SnapshotRecord[]
}

/** The files of a bundle, each with its digest. */
export const isSourceFiles = listOf(recordOf<SourceFile>({ path: isText, sha256: isText }))

const isGeneration = recordOf<GenerationRecord>({
  generation: isCount,
  fingerprint: isText,
  codeDigest: isText,
  entry: isText,
  files: isSourceFiles,
  position: isCount,
})

const isModelRecord = recordOf<ModelRecord>({
  name: isText,
  live: optional(isGeneration),
  building: optional(isGeneration),
  retired: listOf(isCount),
  failure: optional(
    recordOf<FailureRecord>({
      files: isSourceFiles,
      entries: optional(listOf(isText)),
      position: optional(isCount),
      message: isText,
    }),
  ),
  snapshots: listOf(
    recordOf<SnapshotRecord>({ position: isCount, timeMs: isNumber, documents: isCount, sizeBytes: isCount }),
  ),
})

const isCode = recordOf<Pick<Bundle, 'code' | 'sourceMap'>>({ code: isText, sourceMap: isText })

/** Of a model that the store has nothing of. */
export function noRecord(name: string): ModelRecord {
  return { name, retired: [], snapshots: [] }
}

/**
 * The table `models`, of one branch: name → record, JSON; generation → the code that built it. Under the branch's
 * number alone: the last generation.
 * Writing is valid only inside `Store.commit`.
 */
export class ModelRecords {
  readonly #table: Table
  readonly #branch: Buffer
  readonly #known = new Map<string, { value: Buffer; record: ModelRecord }>()

  constructor(table: Table, branch: number) {
    this.#table = table
    this.#branch = u32Key(branch)
  }

  get(name: string): ModelRecord | undefined {
    const key = this.#keyOf(name)
    const value = this.#table.get(key)
    if (value === undefined) return undefined
    const known = this.#known.get(name)
    if (known?.value.equals(value)) return known.record
    const record = storedRecord({ table: 'models', key, value }, isModelRecord)
    this.#known.set(name, { value, record })
    return record
  }

  /** Ordered by name. */
  all(): ModelRecord[] {
    const from = Buffer.concat([this.#branch, Buffer.of(1)])
    const entries = this.#table.entries({ from, to: afterPrefix(this.#branch) })
    return Array.from(entries, ({ key, value }) =>
      storedRecord({ table: 'models', key, value }, isModelRecord),
    )
  }

  put(record: ModelRecord): void {
    this.#table.put(this.#keyOf(record.name), Buffer.from(JSON.stringify(record)))
  }

  /** The code that built a generation, so that it need not be bundled again while its files are the same. */
  codeOf({ generation, entry, files, fingerprint, codeDigest }: GenerationRecord): Bundle | undefined {
    const key = this.#codeKey(generation)
    const value = this.#table.get(key)
    if (value === undefined) return undefined
    const code = storedRecord({ table: 'models', key, value }, isCode)
    return codeDigestOf(code.code) === codeDigest
      ? { ...code, entry, files, fingerprint, codeDigest }
      : undefined
  }

  putCode(generation: number, { code, sourceMap }: Bundle): void {
    this.#table.put(this.#codeKey(generation), Buffer.from(JSON.stringify({ code, sourceMap })))
  }

  removeCode(generation: number): void {
    this.#table.remove(this.#codeKey(generation))
  }

  /** A generation number that no build of this branch ever had. */
  newGeneration(): number {
    const generation = (this.#table.get(this.#branch)?.readUInt32BE(0) ?? 0) + 1
    this.#table.put(this.#branch, u32Key(generation))
    return generation
  }

  /** branch · 0 · generation: no name begins with 0. */
  #codeKey(generation: number): Buffer {
    return Buffer.concat([this.#branch, Buffer.of(0), u32Key(generation)])
  }

  #keyOf(name: string): Buffer {
    return Buffer.concat([this.#branch, Buffer.from(name)])
  }
}
