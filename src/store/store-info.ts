import { Dictionary } from './dictionary.ts'
import type { Environment, TableName } from './environment.ts'
import type { EventLog } from './event.ts'
import { textKey } from './keys.ts'

export interface StoreInfo {
  /** A UUID, drawn when the store was made; copies of a store have the same. */
  readonly id: string
  /** The number of the on-disk format. */
  readonly format: number
  readonly events: number
  /** How many streams and types there are, or were before their events were erased. */
  readonly streams: number
  readonly types: number
  /** Of the first and the last event, epoch ms; undefined when there is none. */
  readonly firstMs: number | undefined
  readonly lastMs: number | undefined
  readonly sizes: StoreSizes
}

/** Parts of the file, in bytes, whole pages. */
export interface StoreSizes {
  readonly fileBytes: number
  /** Events and their indexes. */
  readonly logBytes: number
  readonly readModelBytes: number
  /** Refs, the op log, notes of imports and of the work tree. */
  readonly otherBytes: number
  /** Holds nothing; the next commits use it before the file grows, and `es compact` gives it back. */
  readonly freeBytes: number
}

export function storeInfo(environment: Environment, log: EventLog): StoreInfo {
  const meta = (name: string) => environment.table('meta').get(textKey(name))?.toString('utf8')
  const count = (kind: 's' | 't') => new Dictionary(environment.table('names'), kind).count
  return {
    id: meta('storeId') ?? '',
    format: Number(meta('format')),
    events: log.tip.position,
    streams: count('s'),
    types: count('t'),
    firstMs: log.at(1)?.timeMs,
    lastMs: log.at(log.tip.position)?.timeMs,
    sizes: sizesOf(environment),
  }
}

function sizesOf(environment: Environment): StoreSizes {
  const sizes = environment.sizes()
  const sum = (...names: TableName[]) => names.reduce((total, name) => total + sizes[name], 0)
  return {
    fileBytes: sizes.file,
    logBytes: sum('history', 'index', 'names', 'ids'),
    readModelBytes: sum('models', 'documents'),
    otherBytes: sum('meta', 'refs', 'operations', 'imports', 'worktree'),
    freeBytes: sizes.free,
  }
}
