import type { PageClaims } from './page-claims.ts'
import { PageDamage } from './page-damage.ts'
import type { PageFile } from './page-file.ts'
import { page_header_bytes, readU64LE } from './page-format.ts'
import type { TreePage } from './tree-page.ts'

/**
 * The records on a leaf of the free list: under a transaction's number, how many fields follow, then the fields, 64
 * bits each. A positive field is a free page; a negative one says how many pages begin at the page that follows it;
 * zeros are gaps. (LMDB proper knows only single pages; see `midl.c` of lmdb for Node.)
 *
 * Yields the damage; claims what is free.
 */
export function* claimFreePages(
  page: TreePage,
  from: { file: PageFile; claims: PageClaims },
): IterableIterator<PageDamage> {
  for (let index = 0; index < page.count; index++) {
    const key = page.key(index)
    if (key.length !== 8) yield new PageDamage(page.number, 'a record of the free list has no transaction')
    else if (readU64LE(key, 0) > from.file.meta.transaction)
      yield new PageDamage(page.number, 'pages were freed by a transaction that was never committed')
    else yield* claimRecord(page, index, from)
  }
}

function recordBytes(page: TreePage, index: number, file: PageFile): Buffer {
  const large = page.large(index)
  if (large === undefined) return page.value(index)
  // Of a record whose pages are not there, the walk has told already.
  if ((large.page + large.pages) * file.pageBytes > file.sizeBytes) return Buffer.alloc(8)
  return file.readBytes(large.page, page_header_bytes + large.valueBytes).subarray(page_header_bytes)
}

function* claimRecord(
  page: TreePage,
  index: number,
  { file, claims }: { file: PageFile; claims: PageClaims },
): IterableIterator<PageDamage> {
  const record = recordBytes(page, index, file)
  const fields = record.length < 8 ? -1 : readU64LE(record, 0)
  if (fields < 0 || (fields + 1) * 8 > record.length) {
    yield new PageDamage(page.number, 'a record of the free list has a wrong length')
    return
  }
  for (let field = 1; field <= fields; field++) {
    const value = record.readBigInt64LE(field * 8)
    if (value === 0n) continue
    try {
      if (value > 0n) claims.free(Number(value), 1)
      else if (++field > fields) throw new PageDamage(page.number, 'a record of the free list breaks off')
      else claims.free(readU64LE(record, field * 8), Number(-value))
    } catch (error) {
      if (!(error instanceof PageDamage)) throw error
      yield error
    }
  }
}
