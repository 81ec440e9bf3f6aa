import { StoreDamagedError } from '../../errors.ts'
import { entryName } from '../entry-name.ts'
import { claimFreePages } from './free-list.ts'
import { PageClaims } from './page-claims.ts'
import { type PageCounts, pageCounts } from './page-counts.ts'
import { PageDamage } from './page-damage.ts'
import { newer, PageFile } from './page-file.ts'
import { no_page, type TreeRecord } from './page-format.ts'
import { readRecords } from './page-walk.ts'
import { TreeGuard, type TreeGuardOptions, type Window } from './tree-guard.ts'
import { integer_order } from './tree-page.ts'
import { TreeWalk } from './tree-walk.ts'

/** Each needs a commit of another process just then, and a page that it has taken in the meantime. */
const attempts = 100

/**
 * Looks at the pages of an open store with plain `fs` before LMDB walks over them: in a damaged page LMDB ends the
 * process, walks in a circle, or finds nothing where something is. A page is looked at once, as it was when the store
 * was opened; what was written since then is not. A page that has been reused since is known by its transaction: then
 * the trees are read anew.
 */
export class PageGuard {
  readonly #path: string
  #file: PageFile | undefined
  #records: ReadonlyMap<string, TreeRecord> | undefined
  #reading = 0

  /** @param path of `data.mdb`; it is opened when a table is asked for. */
  constructor(path: string) {
    this.#path = path
  }

  /** How often the trees were read anew: what was made before is of pages that are no more. */
  get reading(): number {
    return this.#reading
  }

  /** @throws {StoreDamagedError} */
  has(name: string): boolean {
    return this.checked('the table of tables', () => this.#tables().has(name))
  }

  guardOf(name: string, options: TableGuardOptions): TreeGuard {
    const record = this.#tables().get(name)
    if (record === undefined) throw new PageDamage(0, 'it is not there any more')
    return new TreeGuard(this.#opened(), record, { ...options, nameOf: (key) => entryName(name, key) })
  }

  /**
   * For a writer: LMDB takes the pages that it writes to from the list of free ones.
   * @throws {StoreDamagedError}
   */
  checkFreeList(): void {
    this.checked('the free list', () => this.#freePages())
  }

  /** @throws {StoreDamagedError} */
  counts(): PageCounts {
    return this.checked('the counts of pages', () => {
      const file = this.#opened()
      return pageCounts(file, { records: this.#tables(), free: this.#freePages() })
    })
  }

  /** Walks over the list, and counts what is on it. */
  #freePages(): number {
    const file = this.#opened()
    const claims = new PageClaims(file.meta.lastPage)
    const walk = new TreeWalk({
      file,
      claims,
      record: file.meta.free,
      order: integer_order,
      onLeaf: (page) => claimFreePages(page, { file, claims }),
    })
    for (const damage of walk.run(file.meta.free.root)) throw damage
    return claims.count('free')
  }

  /** @throws {StoreDamagedError} the work met damage, and the file is still as it was. */
  checked<T>(what: string, work: () => T): T {
    for (let left = attempts; ; left--) {
      try {
        return work()
      } catch (error) {
        if (!(error instanceof PageDamage)) throw error
        if (left > 0 && this.#isReadAnew()) continue
        throw new StoreDamagedError(`the store is damaged: ${what}: ${error.message}`, {
          hint: "look at it with 'es fsck'",
        })
      }
    }
  }

  close(): void {
    this.#file?.close()
    this.#file = undefined
    this.#records = undefined
  }

  #opened(): PageFile {
    this.#file ??= new PageFile(this.#path)
    return this.#file
  }

  #tables(): ReadonlyMap<string, TreeRecord> {
    this.#records ??= tablesOf(this.#opened())
    return this.#records
  }

  #isReadAnew(): boolean {
    if (this.#file === undefined || newer(this.#file.readMetas()).transaction === this.#file.meta.transaction)
      return false
    this.close()
    this.#reading++
    return true
  }
}

function tablesOf(file: PageFile): Map<string, TreeRecord> {
  const { main } = file.meta
  const records = new Map<string, TreeRecord>()
  const walk = new TreeWalk({
    file,
    claims: new PageClaims(file.meta.lastPage),
    record: main,
    holdsTables: true,
    onLeaf: (page) => readRecords(page, records),
  })
  for (const damage of walk.run(main.root)) throw damage
  if (main.root !== no_page && records.size !== main.entries)
    throw new PageDamage(main.root, 'the table of tables has another number of entries than it says')
  return records
}

type CoveredRange = Parameters<TreeGuard['cover']>[0]
type TableGuardOptions = Omit<TreeGuardOptions, 'nameOf'>

/** One table's part of the guard. Costs nothing any more when every leaf of the table is proven. */
export class TableGuard {
  readonly #pages: PageGuard
  readonly #name: string
  readonly #options: TableGuardOptions
  #tree: TreeGuard | undefined
  #reading = -1
  #isSafe = false
  #isProven = false
  /** What was asked for last: short values are looked up again and again, such as the state of the index. */
  #safeKey: Buffer | undefined
  /** What was covered last: the end of a table is asked for again and again. */
  #covered: { readonly range: CoveredRange; readonly window: Window } | undefined

  constructor(pages: PageGuard, name: string, options: TableGuardOptions) {
    this.#pages = pages
    this.#name = name
    this.#options = options
  }

  /** Before a look-up. */
  makeSafe(key: Buffer): void {
    if (this.#isSafe || (this.#safeKey?.equals(key) && this.#reading === this.#pages.reading)) return
    this.#run((tree) => tree.makeSafe(key))
    this.#safeKey = Buffer.from(key)
  }

  /** After a look-up that found nothing, and before a change. */
  prove(key: Buffer): void {
    if (!this.#isProven) this.#run((tree) => tree.prove(key))
  }

  /** Before a walk: how much of the range may be walked over. */
  cover(range: CoveredRange): Window {
    if (this.#isProven) return range
    const known = this.#covered
    if (known !== undefined && this.#reading === this.#pages.reading && isSame(known.range, range))
      return known.window
    const window = this.#run((tree) => tree.cover(range))
    this.#covered = { range, window }
    return window
  }

  #run<T>(work: (tree: TreeGuard) => T): T {
    return this.#pages.checked(`table '${this.#name}'`, () => {
      if (this.#tree === undefined || this.#reading !== this.#pages.reading) {
        this.#reading = this.#pages.reading
        this.#tree = this.#pages.guardOf(this.#name, this.#options)
        this.#safeKey = undefined
        this.#covered = undefined
      }
      const answer = work(this.#tree)
      this.#isSafe = this.#tree.isSafe
      if (this.#tree.isProven) {
        this.#isProven = true
        this.#tree = undefined
      }
      return answer
    })
  }
}

function isSame(one: CoveredRange, other: CoveredRange): boolean {
  const { from, to, reverse, limit } = one
  return reverse === other.reverse && limit === other.limit && from.equals(other.from) && to.equals(other.to)
}
