import { claimFreePages } from './free-list.ts'
import { PageClaims } from './page-claims.ts'
import { PageDamage } from './page-damage.ts'
import type { PageFile } from './page-file.ts'
import { readTreeRecord, subtree_value, type TreeRecord, tree_record_bytes } from './page-format.ts'
import { byte_order, integer_order, type TreePage } from './tree-page.ts'
import { type TreeCounts, TreeWalk } from './tree-walk.ts'

/** A table's tree, and whether every page of it is sound. */
export interface WalkedTable {
  readonly record: TreeRecord
  readonly isSound: boolean
}

export interface PageReport {
  /** Each is one sentence about one page or count; at most `limit` of them. */
  readonly damage: readonly string[]
  /** The named tables, whether sound or not. */
  readonly tables: ReadonlyMap<string, WalkedTable>
  readonly pagesInUse: number
  readonly pagesFree: number
}

const limit = 100

/**
 * Walks every page of a store's file: the trees of all tables, the free list, and whether each page of the file
 * belongs to exactly one of them. The headers must have been checked (`check-header.ts`).
 */
export function walkPages(file: PageFile): PageReport {
  const damage: string[] = []
  const claims = new PageClaims(file.meta.lastPage)
  const say = (sentence: string): void => {
    if (damage.length < limit) damage.push(sentence)
  }
  const { free, main } = file.meta
  const freeWalk = new TreeWalk({
    file,
    claims,
    record: free,
    order: integer_order,
    onLeaf: (page) => claimFreePages(page, { file, claims }),
  })
  walkTree(freeWalk, free, 'the free list', say)
  const records = new Map<string, TreeRecord>()
  const mainWalk = new TreeWalk({
    file,
    claims,
    record: main,
    holdsTables: true,
    onLeaf: (page) => readRecords(page, records),
  })
  walkTree(mainWalk, main, 'the table of tables', say)
  const tables = new Map<string, WalkedTable>()
  for (const [name, record] of records) {
    const walk = new TreeWalk({ file, claims, record, order: byte_order })
    tables.set(name, { record, isSound: walkTree(walk, record, `table '${name}'`, say) })
  }
  for (const [first, last] of claims.lost())
    say(
      first === last
        ? `page ${first} is lost`
        : `pages ${first} to ${last} are lost: neither in use nor free`,
    )
  return { damage, tables, pagesInUse: claims.count('in use') + 2, pagesFree: claims.count('free') }
}

/** Whether nothing was wrong. */
function walkTree(
  walk: TreeWalk,
  record: TreeRecord,
  name: string,
  say: (sentence: string) => void,
): boolean {
  let isSound = true
  for (const { message } of walk.run(record.root)) {
    isSound = false
    say(`${name}: ${message}`)
  }
  if (isSound && !sameCounts(walk.counts, record)) {
    isSound = false
    say(`${name}: it counts other pages or entries than it has`)
  }
  return isSound
}

function sameCounts(found: TreeCounts, recorded: TreeRecord): boolean {
  return (
    found.branchPages === recorded.branchPages &&
    found.leafPages === recorded.leafPages &&
    found.overflowPages === recorded.overflowPages &&
    found.entries === recorded.entries
  )
}

/** The named tables on a leaf of the table of tables. */
export function* readRecords(page: TreePage, records: Map<string, TreeRecord>): IterableIterator<PageDamage> {
  for (let index = 0; index < page.count; index++) {
    const value = page.value(index)
    if (page.flags(index) !== subtree_value || value.length !== tree_record_bytes) {
      yield new PageDamage(page.number, 'an entry of the table of tables is no table')
      continue
    }
    const record = readTreeRecord(value, 0)
    if (record.flags !== 0 || record.padding !== 0)
      yield new PageDamage(page.number, 'a table has unknown flags')
    records.set(tableName(page.key(index)), record)
  }
}

/** LMDB for Node ends each name with a zero byte. */
function tableName(key: Buffer): string {
  return key.toString('utf8').replace(/\0$/, '')
}
