import type { NumberedNames } from '../dictionary.ts'
import { afterPrefix } from '../keys.ts'
import { NameEntry } from '../name-entry.ts'
import { PageDamage } from './page-damage.ts'
import { PageNames } from './page-names.ts'
import type { PageTable } from './page-table.ts'

const rememberedNames = 100_000

/**
 * Names by their numbers: as the tree has them, else as the entry from the name to its number has them, else as a page
 * has them that was found. A wrong one does no harm: the chain does not lead over it.
 */
export class SalvagedNames implements NumberedNames {
  readonly #table: PageTable | undefined
  readonly #kind: 'S' | 'T'
  readonly #tree: PageNames | undefined
  readonly #known = new Map<number, NameEntry>()
  #turned: ReadonlyMap<number, string> | undefined
  #found: ReadonlyMap<number, string> = new Map()

  constructor(table: PageTable | undefined, kind: 'S' | 'T') {
    this.#table = table
    this.#kind = kind
    this.#tree = table && new PageNames(table, kind)
  }

  alsoFrom(found: ReadonlyMap<number, string>): void {
    this.#found = found
  }

  /** @throws {RangeError} nothing says it. */
  byId(id: number): NameEntry {
    const known = this.#known.get(id)
    if (known !== undefined) return known
    const entry = this.#inTree(id) ?? this.#elsewhere(id)
    if (this.#known.size >= rememberedNames) this.#known.clear()
    this.#known.set(id, entry)
    return entry
  }

  #inTree(id: number): NameEntry | undefined {
    try {
      return this.#tree?.byId(id)
    } catch (error) {
      if (error instanceof PageDamage || error instanceof RangeError) return undefined
      throw error
    }
  }

  #elsewhere(id: number): NameEntry {
    this.#turned ??= turnedAround(this.#table, this.#kind.toLowerCase())
    const name = this.#turned.get(id) ?? this.#found.get(id)
    if (name === undefined) throw new RangeError(`no name has the number ${id}`)
    return new NameEntry(id, name)
  }
}

/** Number → name, out of the entries from a name to its number, as far as the tree can be read. */
function turnedAround(table: PageTable | undefined, kind: string): Map<number, string> {
  const names = new Map<number, string>()
  const from = Buffer.from(kind)
  try {
    for (const { key, value, isIntact } of table?.entries(from, afterPrefix(from)) ?? [])
      if (isIntact && value.length === 4) names.set(value.readUInt32BE(0), key.toString('utf8', 1))
  } catch (error) {
    if (!(error instanceof PageDamage)) throw error
  }
  return names
}
