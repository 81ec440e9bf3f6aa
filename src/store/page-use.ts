/** What LMDB tells of one tree (`MDB_stat`); the binding's types say nothing of it. */
interface TreeStats {
  readonly treeBranchPageCount: number
  readonly treeLeafPageCount: number
  readonly overflowPages: number
}

interface RootStats {
  readonly root: TreeStats
  readonly free: TreeStats
  readonly pageSize: number
  readonly lastPageNumber: number
}

const meta_pages = 2

/** Bytes, whole pages: of the file, of each of its named trees, and of what is no part of any tree. */
export function pageUse<Name extends string>(
  rootStats: unknown,
  trees: readonly (readonly [Name, unknown])[],
): Record<Name | 'file' | 'free', number> {
  const { root, free, pageSize, lastPageNumber } = rootStats as RootStats
  const all = lastPageNumber + 1
  const pages: [Name | 'file' | 'free', number][] = trees.map(([name, stats]) => [name, pagesOf(stats)])
  const used = pages.reduce((sum, [, count]) => sum + count, meta_pages + pagesOf(root) + pagesOf(free))
  pages.push(['file', all], ['free', all - used])
  return Object.fromEntries(pages.map(([name, count]) => [name, count * pageSize])) as ReturnType<
    typeof pageUse<Name>
  >
}

function pagesOf(stats: unknown): number {
  if (stats === undefined) return 0
  const { treeBranchPageCount, treeLeafPageCount, overflowPages } = stats as TreeStats
  return treeBranchPageCount + treeLeafPageCount + overflowPages
}
