import { hasRightChecksum } from '../checksum.ts'
import { PageDamage } from './page-damage.ts'
import { type PageFile, Scratch } from './page-file.ts'
import { no_page, overflowPagesOf, page_header_bytes, subtree_value, type TreeRecord } from './page-format.ts'
import { byte_order, type LargeValue, TreePage } from './tree-page.ts'
import { checkLargeValue } from './tree-walk.ts'

/** LMDB's own limit of a tree's depth. */
const maxDepth = 32

/**
 * How far a leaf was looked at: LMDB can walk over it; besides each entry on it has its right checksum; besides that is
 * so of the leaves beside it, too.
 */
const safe = 1
const proven = 2
const surrounded = 3
type Grade = typeof safe | typeof proven

export interface TreeGuardOptions {
  /** Proven leaves have right checksums of their large values too. False where values are many and of many pages. */
  readonly provesLargeValues: boolean
  /** LMDB reads the header of a large value only to free its pages. */
  readonly isWritten: boolean
  /** How messages name an entry. */
  readonly nameOf: (key: Buffer) => string
}

/** A branch that was checked, with its children: either branches, or the grades and sizes of leaves. */
interface Branch {
  readonly page: TreePage
  readonly below: (Branch | undefined)[]
  /** Number of entries × 4 + grade; 0: not looked at. */
  readonly leaves: Uint32Array
}

/** A branch, and the child that a path takes from it. */
interface Step {
  readonly branch: Branch
  readonly index: number
}

/** From the root to just above a leaf. Empty where the root is the leaf. */
type Path = readonly Step[]

export interface Window {
  readonly from: Buffer
  readonly to: Buffer
}

/**
 * Checks the pages of one tree before LMDB reads them, each once and only those that a look-up or a walk comes to. Their
 * contents are those of one transaction; what is written later is not looked at.
 * All its methods throw {@link PageDamage}.
 */
export class TreeGuard {
  readonly #file: PageFile
  readonly #record: TreeRecord
  readonly #options: TreeGuardOptions
  readonly #scratch = new Scratch()
  readonly #root: Branch | undefined
  readonly #rootLeaf = new Uint32Array(1)
  /** Leaves that were not looked at yet. */
  #unseenLeft: number
  /** Leaves that are not proven yet, and the entries of those that are. */
  #leavesLeft: number
  #entries = 0

  constructor(file: PageFile, record: TreeRecord, options: TreeGuardOptions) {
    this.#file = file
    this.#record = record
    this.#options = options
    const { root, depth } = record
    this.#leavesLeft = root === no_page ? 0 : record.leafPages
    this.#unseenLeft = this.#leavesLeft
    if (root === no_page ? depth !== 0 : depth < 1 || depth > maxDepth)
      throw new PageDamage(root === no_page ? 0 : root, `a tree of depth ${depth}`)
    if (root !== no_page && record.leafPages < 1) throw new PageDamage(root, 'a tree without leaves')
    if (depth > 1) {
      this.#root = branchOn(this.#open(root, { level: 1, path: [], newest: file.meta.transaction }))
      const below = depth === 2 ? record.leafPages : record.branchPages - 1
      if (depth === 2 ? this.#root.page.count !== below : this.#root.page.count > below)
        throw new PageDamage(root, 'it has another number of pages below it than its tree')
    }
  }

  /** Every leaf is: nothing is left to do. */
  get isProven(): boolean {
    return this.#leavesLeft === 0
  }

  /** Every leaf is: a look-up that finds something needs nothing more. */
  get isSafe(): boolean {
    return this.#unseenLeft === 0
  }

  /** For a look-up that will probably find something, whose checksum is looked at then. */
  makeSafe(key: Buffer): void {
    if (!this.isSafe) this.#look(this.#seek(key), safe)
  }

  /** For a look-up that found nothing, and for a change: what stands around the key is right. */
  prove(key: Buffer): void {
    if (!this.isProven) this.#surround(this.#seek(key))
  }

  /**
   * For a walk from either end of a range: as much of it as has `limit` entries, or the whole. What stands at its ends
   * is proven, so that no entry is outside that belongs inside; each entry inside is checked by the walk itself.
   */
  cover(range: Window & { readonly reverse: boolean; readonly limit: number }): Window {
    const { from, to, reverse, limit } = range
    if (this.isProven) return range
    let path = this.#seek(reverse ? to : from)
    this.#surround(path)
    if (this.isSafe) {
      this.#surround(this.#seek(reverse ? from : to))
      return range
    }
    for (let left = limit; ; ) {
      const entries = this.#look(path, safe)
      const edge = reverse ? this.#separator(path) : this.#nextSeparator(path)
      if (edge === undefined || (reverse ? edge.compare(from) <= 0 : edge.compare(to) >= 0)) break
      const next = this.#beside(path, reverse ? -1 : 1) as Path
      // Backwards, the leaf that begins at `to` has nothing of the range.
      if (!reverse || edge.compare(to) < 0) left -= entries
      if (left < 0) {
        this.#look(next, safe)
        return reverse ? { from: edge, to } : { from, to: edge }
      }
      path = next
    }
    this.#surround(path)
    return range
  }

  #surround(path: Path): void {
    const [leaves, at] = this.#placeOf(path)
    if (((leaves[at] as number) & 3) === surrounded) return
    for (const one of [this.#beside(path, -1), path, this.#beside(path, 1)])
      if (one !== undefined) this.#look(one, proven)
    leaves[at] = (leaves[at] as number) | surrounded
  }

  #seek(key: Buffer): Path {
    const path: Step[] = []
    let branch = this.#root
    while (branch !== undefined) {
      const index = childOf(branch.page, key)
      path.push({ branch, index })
      branch = path.length + 1 < this.#record.depth ? this.#below(path) : undefined
    }
    return path
  }

  /** The path to the leaf before or after; undefined at the ends of the tree. */
  #beside(path: Path, step: 1 | -1): Path | undefined {
    let level = path.length - 1
    while (level >= 0 && !isChild(path[level] as Step, step)) level--
    if (level < 0) return undefined
    const { branch, index } = path[level] as Step
    const beside: Step[] = [...path.slice(0, level), { branch, index: index + step }]
    while (beside.length + 1 < this.#record.depth) {
      const below = this.#below(beside)
      beside.push({ branch: below, index: step === 1 ? 0 : below.page.count - 1 })
    }
    return beside
  }

  /** The key that the leaf's entries begin at or after; undefined for the first leaf. */
  #separator(path: Path): Buffer | undefined {
    const step = path.findLast(({ index }) => index > 0)
    return step?.branch.page.key(step.index)
  }

  #nextSeparator(path: Path): Buffer | undefined {
    const step = path.findLast((one) => isChild(one, 1))
    return step?.branch.page.key(step.index + 1)
  }

  #below(path: Path): Branch {
    const { branch, index } = path.at(-1) as Step
    const known = branch.below[index]
    if (known !== undefined) return known
    const newest = branch.page.transaction
    const below = branchOn(this.#open(branch.page.child(index), { level: path.length + 1, path, newest }))
    branch.below[index] = below
    return below
  }

  /** Looks at a leaf unless that was done; returns how many entries it has. */
  #look(path: Path, grade: Grade): number {
    const [leaves, at] = this.#placeOf(path)
    const known = leaves[at] as number
    if ((known & 3) >= grade) return known >> 2
    const step = path.at(-1)
    const number = step === undefined ? this.#record.root : step.branch.page.child(step.index)
    const newest = step === undefined ? this.#file.meta.transaction : step.branch.page.transaction
    const leaf = this.#open(number, { level: this.#record.depth, path, newest })
    for (let index = 0; index < leaf.count; index++) this.#checkNode(leaf, index, grade)
    leaves[at] = leaf.count * 4 + grade
    if ((known & 3) === 0) this.#unseenLeft--
    if (grade === proven) this.#countProven(leaf)
    return leaf.count
  }

  /** Where the grade of the leaf stands. */
  #placeOf(path: Path): readonly [Uint32Array, number] {
    const step = path.at(-1)
    return step === undefined ? [this.#rootLeaf, 0] : [step.branch.leaves, step.index]
  }

  #countProven(leaf: TreePage): void {
    this.#leavesLeft--
    this.#entries += leaf.count
    if (this.#leavesLeft === 0 && this.#entries !== this.#record.entries)
      throw new PageDamage(this.#record.root, 'its tree has another number of entries than it says')
  }

  #checkNode(leaf: TreePage, index: number, grade: Grade): void {
    if (leaf.flags(index) === subtree_value)
      throw new PageDamage(leaf.number, 'a value says that it is a table')
    const large = leaf.large(index)
    if (large === undefined) {
      if (grade === proven && !hasRightChecksum(leaf.key(index), leaf.value(index)))
        throw this.#wrongChecksum(leaf, index)
      return
    }
    this.#checkLarge(large)
    if (grade === proven && this.#options.provesLargeValues && !this.#isLargeProven(leaf.key(index), large))
      throw this.#wrongChecksum(leaf, index)
  }

  #wrongChecksum(leaf: TreePage, index: number): PageDamage {
    const name = this.#options.nameOf(leaf.key(index))
    return new PageDamage(leaf.number, `${name} does not match its checksum`)
  }

  #checkLarge(large: LargeValue): void {
    const { lastPage } = this.#file.meta
    if (large.pages < overflowPagesOf(large.valueBytes, this.#file.pageBytes) || large.page < 2)
      throw new PageDamage(large.page, `${large.pages} pages are too few for ${large.valueBytes} bytes`)
    if (large.page + large.pages - 1 > lastPage)
      throw new PageDamage(large.page, `it is outside the ${lastPage + 1} pages of the file`)
    if (this.#options.isWritten)
      checkLargeValue(this.#file.readBytes(large.page, page_header_bytes), large, this.#file)
  }

  #isLargeProven(key: Buffer, large: LargeValue): boolean {
    const bytes = this.#file.readBytes(large.page, page_header_bytes + large.valueBytes)
    checkLargeValue(bytes, large, this.#file)
    return hasRightChecksum(key, bytes.subarray(page_header_bytes))
  }

  /** A page that is what its place in the tree demands. A leaf is valid until the next one is opened. */
  #open(number: number, at: { level: number; path: Path; newest: number }): TreePage {
    const { lastPage } = this.#file.meta
    if (number < 2 || number > lastPage)
      throw new PageDamage(number, `it is outside the ${lastPage + 1} pages of the file`)
    const isLeaf = at.level === this.#record.depth
    const bytes = this.#file.readBytes(number, this.#file.pageBytes, isLeaf ? this.#scratch : undefined)
    const page = new TreePage(bytes, number, byte_order)
    if (page.transaction > at.newest) throw new PageDamage(number, 'it is younger than what points to it')
    if (page.isLeaf !== isLeaf)
      throw new PageDamage(number, `it is no ${page.isLeaf ? 'branch' : 'leaf'}, as its depth demands`)
    const low = this.#separator(at.path)
    const high = this.#nextSeparator(at.path)
    const first = isLeaf ? 0 : 1
    if (low !== undefined && page.count > first && page.key(first).compare(low) < 0)
      throw new PageDamage(number, 'a key is before the separator above it')
    if (high !== undefined && page.count > first && page.key(page.count - 1).compare(high) >= 0)
      throw new PageDamage(number, 'a key is not before the next separator above it')
    return page
  }
}

function branchOn(page: TreePage): Branch {
  return { page, below: new Array(page.count), leaves: new Uint32Array(page.count) }
}

function isChild({ branch, index }: Step, step: 1 | -1): boolean {
  return step === 1 ? index + 1 < branch.page.count : index > 0
}

/** The child of a branch under which a key stands. */
export function childOf(page: TreePage, key: Buffer): number {
  const index = page.search(key, byte_order)
  return index < page.count && page.key(index).equals(key) ? index : index - 1
}
