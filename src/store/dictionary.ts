import { StoreDamagedError } from '../errors.ts'
import { afterPrefix, textKey } from './keys.ts'
import { NameEntry } from './name-entry.ts'
import { NamesByNumber, type NumberRange } from './names-by-number.ts'
import type { BuildableTable } from './table.ts'

/** Names by their numbers. */
export interface NumberedNames {
  /** @throws no such number: the store is damaged. */
  byId(id: number): NameEntry
}

const remembered_names = 200_000
const remembered_characters = 32 * 2 ** 20

/**
 * Numbers for the names of one kind (streams, types, categories), from 0, never reused. Two entries a name:
 * kind in lower case + name → number, kind in upper case + number → name.
 */
export class Dictionary implements NumberedNames {
  readonly #table: BuildableTable
  readonly #byNameKind: string
  readonly #byIdKind: Buffer
  readonly #byName = new Map<string, NameEntry>()
  #characters = 0
  readonly #byId = new NamesByNumber({
    one: (id) => this.#readOne(id),
    run: (range) => this.#readRun(range),
  })
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
    return this.#byId.byId(id)
  }

  /** As far as they are sound: damage is told when the name that it is in is asked for. */
  *#readRun({ first, end }: NumberRange): IterableIterator<NameEntry> {
    try {
      const range = { from: this.#idKey(first), to: afterPrefix(this.#idKey(end - 1)) }
      for (const { key, value } of this.#table.entries(range))
        if (key.length === 5) yield new NameEntry(key.readUInt32BE(1), value.toString('utf8'))
    } catch (error) {
      if (!(error instanceof StoreDamagedError)) throw error
    }
  }

  #readOne(id: number): NameEntry {
    const value = this.#table.get(this.#idKey(id))
    if (value === undefined)
      throw new StoreDamagedError(`the store is damaged: no name has the number ${id}`, {
        hint: "look at it with 'es fsck'",
      })
    return new NameEntry(id, value.toString('utf8'))
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
    this.#characters = 0
    this.#byId.forget()
  }

  #idKey(id: number): Buffer {
    const key = Buffer.allocUnsafe(5)
    this.#byIdKind.copy(key)
    key.writeUInt32BE(id, 1)
    return key
  }

  #remember(id: number, name: string): NameEntry {
    if (this.#byName.size >= remembered_names || this.#characters > remembered_characters) {
      this.#byName.clear()
      this.#characters = 0
    }
    const entry = new NameEntry(id, name)
    this.#byName.set(name, entry)
    this.#characters += name.length
    this.#byId.remember(entry)
    return entry
  }
}
