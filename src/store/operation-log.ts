import { readU64, writeU64 } from './keys.ts'
import type { Operation } from './refs.ts'
import {
  isAnything,
  isCount,
  isNumber,
  isText,
  oneOf,
  optional,
  recordOf,
  storedRecord,
} from './stored-record.ts'
import type { Table } from './table.ts'

const first_key = Buffer.alloc(8)
const end_key = Buffer.alloc(9, 0xff)

const isOperation = recordOf<Omit<Operation, 'number'>>({
  kind: oneOf('tag', 'head', 'rebuild', 'snapshot', 'prune', 'drop'),
  ref: isText,
  before: isAnything,
  after: isAnything,
  actor: optional(isText),
  command: isText,
  timeMs: isNumber,
  undoes: optional(isCount),
  redoes: optional(isCount),
})

/** Every change that a command was asked for, numbered from 1, written with the change itself. */
export class OperationLog {
  readonly #table: Table

  constructor(table: Table) {
    this.#table = table
  }

  /** Only inside a commit. */
  add(operation: Omit<Operation, 'number'>): void {
    const last = this.#table.last(first_key, end_key)
    const key = Buffer.allocUnsafe(8)
    writeU64(key, (last === undefined ? 0 : readU64(last.key, 0)) + 1, 0)
    this.#table.put(key, Buffer.from(JSON.stringify(operation), 'utf8'))
  }

  *newestFirst(): IterableIterator<Operation> {
    for (const { key, value } of this.#table.entries({ from: first_key, to: end_key, reverse: true })) {
      const stored = storedRecord({ table: 'operations', key, value }, isOperation)
      const { actor, before, after } = stored
      yield { ...stored, actor, before, after, number: readU64(key, 0) }
    }
  }
}
