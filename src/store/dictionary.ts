import { StoreDamagedError } from '../errors.ts'
import { chainedName } from './chain.ts'
import { afterPrefix, textKey } from './keys.ts'
import type { BuildableTable } from './table.ts'

/** A name that blocks refer to by number. */
export class NameEntry {
  readonly id: number
  readonly name: string
  #chained: string | undefined

  constructor(id: number, name: string) {
    this.id = id
    this.name = name
  }

  /** The name as it stands in the text that the chain hashes; made when asked for, which who only reads never does. */
  get chained(): string {
    this.#chained ??= chainedName(this.name)
    return this.#chained
  }
}

/** Names by their numbers. */
export interface NumberedNames {
  /** @throws no such number: the store is damaged. */
  byId(id: number): NameEntry
}

const remembered_names = 200_000

/**
 * Numbers for the names of one kind (streams, types, categories), from 0, never reused. Two entries a name:
 * kind in lower case + name → number, kind in upper case + number → name.
 */
export class Dictionary implements NumberedNames {
  readonly #table: BuildableTable
  readonly #byNameKind: string
  readonly #byIdKind: Buffer
  readonly #byName = new Map<string, NameEntry>()
  readonly #byId: NameEntry[] = []
  /** The next number, as far as it is known in this transaction. */
  #next: number | undefined

  constructor(table: BuildableTable, kind: 's' | 't' | 'c') {
    this.#table = table
    this.#byNameKind = kind
    this.#byIdKind = Buffer.from(kind.toUpperCase())
  }

  /** Undefined when no event ever had this name. */
  find(name: string): NameEntry | undefined {
    const known = this.#byName.get(name)
    if (known !== undefined) return known
    const value = this.#table.get(textKey(this.#byNameKind, name))
    return value === undefined ? undefined : this.#remember(value.readUInt32BE(0), name)
  }

  /** Another process may have named things since the last transaction: call it when one begins. */
  begin(): void {
    this.#next = undefined
  }

  /** Finds or gives the number; only inside a commit, after `begin`. */
  intern(name: string): NameEntry {
    const known = this.find(name)
    if (known !== undefined) return known
    const id = this.#next ?? this.count
    this.#next = id + 1
    const number = Buffer.allocUnsafe(4)
    number.writeUInt32BE(id, 0)
    this.#table.put(textKey(this.#byNameKind, name), number)
    this.#table.put(Buffer.concat([this.#byIdKind, number]), Buffer.from(name, 'utf8'))
    return this.#remember(id, name)
  }

  byId(id: number): NameEntry {
    const known = this.#byId[id]
    if (known !== undefined) return known
    const value = this.#table.get(this.#idKey(id))
    if (value === undefined)
      throw new StoreDamagedError(`the store is damaged: no name has the number ${id}`, {
        hint: "look at it with 'es fsck'",
      })
    return this.#remember(id, value.toString('utf8'))
  }

  /** How many names there are; the next number. */
  get count(): number {
    const last = this.#table.last(this.#byIdKind, afterPrefix(this.#byIdKind))
    return last === undefined ? 0 : last.key.readUInt32BE(1) + 1
  }

  /** All names, in the order of their UTF-8 bytes. */
  *names(prefix = ''): IterableIterator<string> {
    const from = textKey(this.#byNameKind, prefix)
    for (const { key } of this.#table.entries({ from, to: afterPrefix(from) })) yield key.toString('utf8', 1)
  }

  forget(): void {
    this.#next = undefined
    this.#byName.clear()
    this.#byId.length = 0
  }

  #idKey(id: number): Buffer {
    const key = Buffer.allocUnsafe(5)
    this.#byIdKind.copy(key)
    key.writeUInt32BE(id, 1)
    return key
  }

  #remember(id: number, name: string): NameEntry {
    if (this.#byName.size >= remembered_names) {
      this.#byName.clear()
      this.#byId.length = 0
    }
    const entry = new NameEntry(id, name)
    this.#byName.set(name, entry)
    this.#byId[id] = entry
    return entry
  }
}
