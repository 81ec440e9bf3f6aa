import { NameEntry, type NumberedNames } from '../dictionary.ts'
import type { PageTable } from './page-table.ts'

/** A power of two. */
const remembered_names = 65_536

/** The names of one kind by their numbers, read page by page. Remembers, for each remainder of a number, the last one. */
export class PageNames implements NumberedNames {
  readonly #table: PageTable
  readonly #kind: string
  readonly #recent: (NameEntry | undefined)[] = new Array(remembered_names).fill(undefined)

  /** @param kind the letter of the kind, in upper case: the tree from number to name */
  constructor(table: PageTable, kind: 'S' | 'T') {
    this.#table = table
    this.#kind = kind
  }

  byId(id: number): NameEntry {
    const place = id & (remembered_names - 1)
    const known = this.#recent[place]
    if (known?.id === id) return known
    const entry = this.#read(id)
    this.#recent[place] = entry
    return entry
  }

  #read(id: number): NameEntry {
    const key = Buffer.alloc(5)
    key.write(this.#kind)
    key.writeUInt32BE(id, 1)
    const stored = this.#table.get(key)
    if (stored === undefined) throw new RangeError(`no name has the number ${id}`)
    if (!stored.isIntact) throw new RangeError(`the name with the number ${id} does not match its checksum`)
    const name = stored.value.toString('utf8')
    return new NameEntry(id, name)
  }
}
