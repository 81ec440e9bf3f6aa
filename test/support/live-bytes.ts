import { headerDamage } from '../../src/store/integrity/check-header.ts'
import { PageFile } from '../../src/store/integrity/page-file.ts'
import {
  large_value,
  no_page,
  node_header_bytes,
  overflow_reference_bytes,
  page_header_bytes,
  readTreeRecord,
  readU64LE,
  subtree_value,
  type TreeRecord,
} from '../../src/store/integrity/page-format.ts'
import { byte_order, integer_order, type KeyOrder, TreePage } from '../../src/store/integrity/tree-page.ts'

/** A stretch of the file, and what stands there. */
export interface Stretch {
  readonly offset: number
  readonly length: number
  readonly kind: 'header' | 'structure' | 'separator' | 'key' | 'value'
}

/**
 * Every byte of a sound file that says anything. Left out, because nothing depends on them: free pages, gaps on pages,
 * the number of the transaction that wrote a page (any smaller one says the same), how large LMDB's map was and on which
 * boot, the older header's trees, and under which transaction a free page was freed.
 */
export function liveBytes(path: string): Stretch[] {
  const file = new PageFile(path)
  try {
    if (headerDamage(file).length > 0) throw new Error('only a sound file can be mapped')
    const map = new LiveMap(file)
    map.headers()
    map.tree(file.meta.free, integer_order, 'free')
    map.tree(file.meta.main, byte_order, 'main')
    return map.stretches
  } finally {
    file.close()
  }
}

class LiveMap {
  readonly stretches: Stretch[] = []
  readonly #file: PageFile

  constructor(file: PageFile) {
    this.#file = file
  }

  headers(): void {
    for (const { page } of this.#file.metas) {
      const isCurrent = page === this.#file.meta.page
      this.#add(page, 0, 8, 'header')
      this.#add(page, 18, 2, 'header')
      this.#add(page, 24, 16, 'header')
      this.#add(page, 48, isCurrent ? 112 : 6, 'header')
    }
  }

  tree(record: TreeRecord, order: KeyOrder, tree: 'free' | 'main' | 'table'): void {
    if (record.root !== no_page) this.#page(record.root, order, tree)
  }

  #page(number: number, order: KeyOrder, tree: 'free' | 'main' | 'table'): void {
    const bytes = this.#file.read(number)
    const page = new TreePage(bytes, number, order)
    this.#add(number, 0, 8, 'structure')
    this.#add(number, 16, 8 + page.count * 2, 'structure')
    for (let index = 0; index < page.count; index++) {
      const node = page_header_bytes + bytes.readUInt16LE(page_header_bytes + index * 2)
      const keyBytes = page.key(index).length
      this.#add(number, node, node_header_bytes, 'structure')
      if (tree !== 'free')
        this.#add(number, node + node_header_bytes, keyBytes, page.isLeaf ? 'key' : 'separator')
      if (page.isLeaf) this.#value({ page, index, number, at: node + node_header_bytes + keyBytes, tree })
      else this.#page(page.child(index), order, tree)
    }
  }

  #value(of: { page: TreePage; index: number; number: number; at: number; tree: string }): void {
    const { page, index, number, at, tree } = of
    const large = page.large(index)
    if (page.flags(index) === subtree_value) {
      this.#add(number, at, 48, 'structure')
      this.tree(readTreeRecord(page.value(index), 0), byte_order, 'table')
    } else if (page.flags(index) === large_value && large !== undefined) {
      this.#add(number, at, 8, 'structure')
      this.#add(number, at + 16, overflow_reference_bytes - 16, 'structure')
      this.#add(large.page, 0, 8, 'structure')
      this.#add(large.page, 16, 8, 'structure')
      const record = this.#file.readBytes(large.page, page_header_bytes + 8)
      const used = tree === 'free' ? (readU64LE(record, page_header_bytes) + 1) * 8 : large.valueBytes
      this.#add(large.page, page_header_bytes, used, 'value')
    } else {
      const used = tree === 'free' ? (readU64LE(page.value(index), 0) + 1) * 8 : page.valueBytes(index)
      this.#add(number, at, used, 'value')
    }
  }

  #add(page: number, offset: number, length: number, kind: Stretch['kind']): void {
    if (length > 0) this.stretches.push({ offset: page * this.#file.pageBytes + offset, length, kind })
  }
}
