import { PageDamage } from './page-damage.ts'
import type { PageFile } from './page-file.ts'
import type { TreeRecord } from './page-format.ts'

const meta_pages = 2

export interface PageCounts {
  /** Of each table, by name. */
  readonly tables: ReadonlyMap<string, number>
  readonly file: number
  readonly free: number
  readonly pageBytes: number
}

/**
 * How many pages each table has, by its own count, and who has the others. The counts must add up to the file's, so that
 * one that is wrong is found without a walk over the trees.
 *
 * @param free the pages on the free list
 * @throws {PageDamage} they do not add up.
 */
export function pageCounts(
  file: PageFile,
  { records, free }: { readonly records: ReadonlyMap<string, TreeRecord>; readonly free: number },
): PageCounts {
  const { meta } = file
  const tables = new Map([...records].map(([name, record]) => [name, pagesOf(record)]))
  const ofTables = [...tables.values()].reduce((sum, pages) => sum + pages, 0)
  const all = meta_pages + pagesOf(meta.free) + pagesOf(meta.main) + ofTables + free
  if (all !== meta.lastPage + 1)
    throw new PageDamage(0, `${all} pages are counted, and the file has ${meta.lastPage + 1}`)
  return { tables, file: all, free, pageBytes: file.pageBytes }
}

function pagesOf({ branchPages, leafPages, overflowPages }: TreeRecord): number {
  return branchPages + leafPages + overflowPages
}
