import { hasRightChecksum, withoutChecksum } from '../checksum.ts'
import { main_branch, readU64 } from '../keys.ts'
import type { Progress } from './check-log.ts'
import type { FoundValue, RawPages } from './raw-pages.ts'
import type { TreePage } from './tree-page.ts'

/** What is left of the truth of a store, wherever in the file it lies. */
export interface Remains {
  /** Position of its first event → the blocks that are said to begin there, the newest first. */
  readonly blocks: ReadonlyMap<number, readonly FoundValue[]>
  /** Number → name. */
  readonly streams: ReadonlyMap<number, string>
  readonly types: ReadonlyMap<number, string>
  /** Name → the JSON text of the tag, the newest. */
  readonly tags: ReadonlyMap<string, string>
}

const history_key_bytes = 12
const name_key_bytes = 5
const [stream_letter, type_letter, tag_letter] = [...Buffer.from('STt')]

/**
 * Looks at every page of a file for entries with a right checksum, without following any tree: so it finds what there
 * is when headers, branches or free lists are damaged. Pages that are free by now are found too. Events and names are
 * facts for ever, wherever they stand; of what changes the newest counts.
 */
export function* scanPages(pages: RawPages): Generator<Progress, Remains> {
  const scan = new PageScan()
  for (let number = 0; number < pages.count; number++) {
    const page = pages.leaf(number)
    if (page !== undefined) scan.see(page)
    if (number % 1024 === 0) yield { done: number, total: pages.count, at: 'pages' }
  }
  return scan.remains()
}

class PageScan {
  readonly #blocks = new Map<number, FoundValue[]>()
  readonly #streams = new Newest<number>()
  readonly #types = new Newest<number>()
  readonly #tags = new Newest<string>()

  see(page: TreePage): void {
    for (let index = 0; index < page.count; index++) this.#entry(page, index)
  }

  remains(): Remains {
    for (const found of this.#blocks.values())
      found.sort((left, right) => right.transaction - left.transaction)
    return {
      blocks: this.#blocks,
      streams: this.#streams.texts,
      types: this.#types.texts,
      tags: this.#tags.texts,
    }
  }

  /** An entry is known by the form of its key and its value; whether a block is one, is seen when it is read. */
  #entry(page: TreePage, index: number): void {
    const key = page.key(index)
    const [letter] = key
    if (key.length === history_key_bytes && key.readUInt32BE(0) === main_branch) {
      const found = { page: page.number, index, transaction: page.transaction }
      const position = readU64(key, 4)
      const known = this.#blocks.get(position)
      if (known === undefined) this.#blocks.set(position, [found])
      else known.push(found)
    } else if (key.length === name_key_bytes && letter === stream_letter)
      this.#streams.see(key.readUInt32BE(1), page, index)
    else if (key.length === name_key_bytes && letter === type_letter)
      this.#types.see(key.readUInt32BE(1), page, index)
    else if (letter === tag_letter && page.value(index)[0] === 0x7b)
      this.#tags.see(key.toString('utf8', 1), page, index)
  }
}

/** Of each key the text on the youngest page, where its checksum is right. Only small values: names and tags. */
class Newest<Key> {
  readonly texts = new Map<Key, string>()
  readonly #transactions = new Map<Key, number>()

  see(key: Key, page: TreePage, index: number): void {
    if (page.flags(index) !== 0 || page.transaction < (this.#transactions.get(key) ?? 0)) return
    const stored = page.value(index)
    if (!hasRightChecksum(page.key(index), stored)) return
    this.texts.set(key, withoutChecksum(stored).toString('utf8'))
    this.#transactions.set(key, page.transaction)
  }
}
