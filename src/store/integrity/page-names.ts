import type { NumberedNames } from '../dictionary.ts'
import { afterPrefix } from '../keys.ts'
import { NameEntry } from '../name-entry.ts'
import { NamesByNumber, type NumberRange } from '../names-by-number.ts'
import { PageDamage } from './page-damage.ts'
import type { PageTable } from './page-table.ts'

/** The names of one kind by their numbers, read page by page. */
export class PageNames implements NumberedNames {
  readonly #table: PageTable
  readonly #kind: string
  readonly #known = new NamesByNumber({
    one: (id) => this.#readOne(id),
    run: (range) => this.#readRun(range),
  })

  /** @param kind the letter of the kind, in upper case: the tree from number to name */
  constructor(table: PageTable, kind: 'S' | 'T') {
    this.#table = table
    this.#kind = kind
  }

  byId(id: number): NameEntry {
    return this.#known.byId(id)
  }

  /** As far as they are sound: damage is told when the name that it is in is asked for. */
  *#readRun({ first, end }: NumberRange): IterableIterator<NameEntry> {
    try {
      const entries = this.#table.entries(this.#idKey(first), afterPrefix(this.#idKey(end - 1)))
      for (const { key, value, isIntact } of entries)
        if (isIntact && key.length === 5) yield new NameEntry(key.readUInt32BE(1), value.toString('utf8'))
    } catch (error) {
      if (!(error instanceof PageDamage)) throw error
    }
  }

  /** @throws {PageDamage} {@link RangeError} */
  #readOne(id: number): NameEntry {
    const stored = this.#table.get(this.#idKey(id))
    if (stored === undefined) throw new RangeError(`no name has the number ${id}`)
    if (!stored.isIntact) throw new RangeError(`the name with the number ${id} does not match its checksum`)
    return new NameEntry(id, stored.value.toString('utf8'))
  }

  #idKey(id: number): Buffer {
    const key = Buffer.alloc(5)
    key.write(this.#kind)
    key.writeUInt32BE(id, 1)
    return key
  }
}
