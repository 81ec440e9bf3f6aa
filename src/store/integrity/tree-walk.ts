import type { PageClaims } from './page-claims.ts'
import { PageDamage } from './page-damage.ts'
import { type PageFile, Scratch } from './page-file.ts'
import {
  large_value,
  no_page,
  overflow_page,
  overflowPagesOf,
  page_header_bytes,
  readU64LE,
  subtree_value,
  type TreeRecord,
} from './page-format.ts'
import { byte_order, type KeyOrder, type LargeValue, TreePage } from './tree-page.ts'

/** LMDB's own limit of a tree's depth. */
const max_depth = 32

export interface TreeCounts {
  branchPages: number
  leafPages: number
  overflowPages: number
  entries: number
}

/** The keys that may stand on a page: from `low` to before `high`; undefined is no bound. */
interface Bounds {
  readonly low: Buffer | undefined
  readonly high: Buffer | undefined
}

/**
 * Visits every page of one tree and checks it: that it carries its number, was written no later than its parent, is a
 * branch or a leaf as its depth says, uses its space exactly, keeps its keys in order and within the separators above
 * it, and is in no other place. What large values hold is not looked at, only that their pages are theirs.
 */
export class TreeWalk {
  readonly #file: PageFile
  readonly #claims: PageClaims
  readonly #order: KeyOrder
  readonly #depth: number
  readonly #holdsTables: boolean
  readonly #onLeaf: (page: TreePage) => Iterable<PageDamage>
  /** Memory for the page of each level that is being visited. */
  readonly #pages: readonly Scratch[] = Array.from({ length: max_depth + 1 }, () => new Scratch())
  readonly counts: TreeCounts = { branchPages: 0, leafPages: 0, overflowPages: 0, entries: 0 }

  constructor(from: {
    file: PageFile
    claims: PageClaims
    record: TreeRecord
    order?: KeyOrder
    /** Only the table of tables may have trees as values. */
    holdsTables?: boolean
    /** Looks at what the leaf's nodes say; their pages are claimed already. */
    onLeaf?: (page: TreePage) => Iterable<PageDamage>
  }) {
    this.#file = from.file
    this.#claims = from.claims
    this.#order = from.order ?? byte_order
    this.#depth = from.record.depth
    this.#holdsTables = from.holdsTables ?? false
    this.#onLeaf = from.onLeaf ?? (() => [])
  }

  /**
   * Yields the damage that it finds, each of one page, and goes on beside it.
   */
  *run(root: number): IterableIterator<PageDamage> {
    if (root === no_page) {
      if (this.#depth !== 0) yield new PageDamage(0, `an empty tree of depth ${this.#depth}`)
      return
    }
    if (this.#depth < 1 || this.#depth > max_depth) {
      yield new PageDamage(root, `a tree of depth ${this.#depth}`)
      return
    }
    const newest = this.#file.meta.transaction
    yield* this.#visit(root, { level: 1, newest, bounds: { low: undefined, high: undefined } })
  }

  *#visit(
    number: number,
    at: { level: number; newest: number; bounds: Bounds },
  ): IterableIterator<PageDamage> {
    let page: TreePage
    try {
      page = this.#open(number, at)
    } catch (error) {
      if (!(error instanceof PageDamage)) throw error
      yield error
      return
    }
    if (page.isLeaf) {
      yield* this.#leaf(page)
      return
    }
    this.counts.branchPages++
    for (let index = 0; index < page.count; index++) {
      const low = index === 0 ? at.bounds.low : page.key(index)
      const high = index + 1 < page.count ? page.key(index + 1) : at.bounds.high
      const below = { level: at.level + 1, newest: page.transaction, bounds: { low, high } }
      yield* this.#visit(page.child(index), below)
    }
  }

  #open(number: number, at: { level: number; newest: number; bounds: Bounds }): TreePage {
    this.#claims.use(number)
    const page = new TreePage(this.#file.read(number, this.#pages[at.level]), number, this.#order)
    if (page.transaction > at.newest) throw new PageDamage(number, 'it is younger than what points to it')
    if (page.isLeaf !== (at.level === this.#depth))
      throw new PageDamage(number, `it is no ${page.isLeaf ? 'branch' : 'leaf'}, as its depth demands`)
    const { low, high } = at.bounds
    const first = page.isLeaf ? 0 : 1
    if (page.count > first) {
      if (low !== undefined && this.#order(page.key(first), low) < 0)
        throw new PageDamage(number, 'a key is before the separator above it')
      if (high !== undefined && this.#order(page.key(page.count - 1), high) >= 0)
        throw new PageDamage(number, 'a key is not before the next separator above it')
    }
    return page
  }

  *#leaf(page: TreePage): IterableIterator<PageDamage> {
    this.counts.leafPages++
    this.counts.entries += page.count
    for (let index = 0; index < page.count; index++) {
      if (page.flags(index) === subtree_value && !this.#holdsTables)
        yield new PageDamage(page.number, 'a value says that it is a table')
      if (page.flags(index) !== large_value) continue
      try {
        this.#claimLarge(page.large(index) as LargeValue)
      } catch (error) {
        if (!(error instanceof PageDamage)) throw error
        yield error
      }
    }
    yield* this.#onLeaf(page)
  }

  #claimLarge(large: LargeValue): void {
    this.#claims.use(large.page, large.pages)
    checkLargeValue(this.#file.readBytes(large.page, page_header_bytes), large, this.#file)
    this.counts.overflowPages += large.pages
  }
}

/**
 * @param header the first bytes of the value's first page
 * @throws {PageDamage} it is not what the value's node says.
 */
export function checkLargeValue(header: Buffer, large: LargeValue, file: PageFile): void {
  const transaction = readU64LE(header, 8)
  if (readU64LE(header, 0) !== large.page)
    throw new PageDamage(large.page, 'it carries the number of another page')
  if (header.readUInt16LE(18) !== overflow_page) throw new PageDamage(large.page, 'it begins no large value')
  if (header.readUInt16LE(16) !== 0) throw new PageDamage(large.page, 'its padding is not zero')
  if (header.readUInt32LE(20) !== large.pages)
    throw new PageDamage(
      large.page,
      `it begins ${header.readUInt32LE(20)} pages, but ${large.pages} are meant`,
    )
  if (large.pages < overflowPagesOf(large.valueBytes, file.pageBytes))
    throw new PageDamage(large.page, `${large.pages} pages are too few for ${large.valueBytes} bytes`)
  // A compacting copy writes 1 into the node, and leaves the page's own number as it was.
  if (transaction > file.meta.transaction || (large.transaction !== transaction && large.transaction !== 1))
    throw new PageDamage(large.page, 'it was written by another transaction than its node says')
}
