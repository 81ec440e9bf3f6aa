import { hasRightChecksum, withoutChecksum } from '../checksum.ts'
import { PageDamage } from './page-damage.ts'
import { type PageFile, Scratch } from './page-file.ts'
import { no_page, page_header_bytes, type TreeRecord } from './page-format.ts'
import { byte_order, TreePage } from './tree-page.ts'
import { checkLargeValue } from './tree-walk.ts'

const remembered_pages = 512

/** What is not asked for costs nothing. */
export class StoredEntry {
  readonly key: Buffer
  readonly #stored: Buffer

  constructor(key: Buffer, stored: Buffer) {
    this.key = key
    this.#stored = stored
  }

  /** Without its checksum. */
  get value(): Buffer {
    return withoutChecksum(this.#stored)
  }

  get isIntact(): boolean {
    return hasRightChecksum(this.key, this.#stored)
  }
}

/**
 * A table read page by page: point look-ups and ranges, as LMDB itself would find them, but safe on a damaged file:
 * every page is checked before it is used, and a tree that leads in a circle ends.
 */
export class PageTable {
  readonly entryCount: number
  readonly #file: PageFile
  readonly #root: number
  readonly #depth: number
  readonly #recent = new Map<number, TreePage>()

  constructor(file: PageFile, record: TreeRecord) {
    this.#file = file
    this.#root = record.root
    this.#depth = record.depth
    this.entryCount = record.entries
  }

  /** @throws {PageDamage} */
  get(key: Buffer): StoredEntry | undefined {
    if (this.#root === no_page) return undefined
    let page = this.#page(this.#root, 1)
    for (let level = 2; !page.isLeaf; level++) page = this.#page(page.child(branchOf(page, key)), level)
    const index = page.search(key, byte_order)
    return index < page.count && page.key(index).equals(key) ? this.#entry(page, index) : undefined
  }

  /** The last entry before `to`. @throws {PageDamage} */
  lastBefore(to: Buffer): StoredEntry | undefined {
    return this.#root === no_page ? undefined : this.#lastBelow(this.#root, 1, to)
  }

  #lastBelow(number: number, level: number, to: Buffer): StoredEntry | undefined {
    const page = this.#page(number, level)
    const end = page.search(to, byte_order)
    if (page.isLeaf) return end === 0 ? undefined : this.#entry(page, end - 1)
    // The subtree before `to` may hold only later keys, where its first ones were removed.
    for (let index = end - 1; index >= 0; index--) {
      const found = this.#lastBelow(page.child(index), level + 1, to)
      if (found !== undefined) return found
    }
    return undefined
  }

  /**
   * Entries from `from` to before `to`, in order; each is valid only until the next one.
   * @throws {PageDamage}
   */
  *entries(from: Buffer = Buffer.alloc(0), to?: Buffer): IterableIterator<StoredEntry> {
    if (this.#root === no_page) return
    yield* this.#below(this.#root, {
      level: 1,
      from,
      to,
      visits: { left: this.#file.meta.lastPage },
      leaf: new Scratch(),
      large: new Scratch(),
    })
  }

  *#below(
    number: number,
    at: {
      level: number
      from: Buffer
      to: Buffer | undefined
      visits: { left: number }
      leaf: Scratch
      large: Scratch
    },
  ): IterableIterator<StoredEntry> {
    const { from, to, visits } = at
    if (visits.left-- < 0) throw new PageDamage(number, 'the tree leads in a circle')
    const page = this.#page(number, at.level, at.leaf)
    if (page.isLeaf) {
      for (let index = page.search(from, byte_order); index < page.count; index++) {
        if (to !== undefined && page.key(index).compare(to) >= 0) return
        yield this.#entry(page, index, at.large)
      }
      return
    }
    for (let index = branchOf(page, from); index < page.count; index++) {
      if (index > 0 && to !== undefined && page.key(index).compare(to) >= 0) return
      yield* this.#below(page.child(index), { ...at, level: at.level + 1 })
    }
  }

  /** @param scratch for a leaf that is not remembered: of a range each is read once, and none comes again soon. */
  #page(number: number, level: number, scratch?: Scratch): TreePage {
    const known = this.#recent.get(number)
    if (known !== undefined) return this.#atDepth(known, level)
    const passing = level === this.#depth ? scratch : undefined
    const page = new TreePage(this.#file.read(number, passing), number, byte_order)
    if (passing === undefined) this.#remember(page)
    return this.#atDepth(page, level)
  }

  #atDepth(page: TreePage, level: number): TreePage {
    if (page.isLeaf === (level === this.#depth)) return page
    throw new PageDamage(page.number, `it is no ${page.isLeaf ? 'branch' : 'leaf'}, as its depth demands`)
  }

  #remember(page: TreePage): void {
    if (this.#recent.size >= remembered_pages) {
      const [oldest] = this.#recent.keys()
      this.#recent.delete(oldest as number)
    }
    this.#recent.set(page.number, page)
  }

  #entry(page: TreePage, index: number, scratch?: Scratch): StoredEntry {
    return new StoredEntry(page.key(index), this.#stored(page, index, scratch))
  }

  #stored(page: TreePage, index: number, scratch?: Scratch): Buffer {
    const large = page.large(index)
    if (large === undefined) return page.value(index)
    // One read for the header and the value, which so begins at a multiple of 8, as its columns demand.
    const bytes = this.#file.readBytes(large.page, page_header_bytes + large.valueBytes, scratch)
    checkLargeValue(bytes, large, this.#file)
    return bytes.subarray(page_header_bytes)
  }
}

/** The child of a branch under which a key stands. */
function branchOf(page: TreePage, key: Buffer): number {
  const index = page.search(key, byte_order)
  return index < page.count && page.key(index).equals(key) ? index : index - 1
}
