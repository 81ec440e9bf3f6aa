import { PageDamage } from './page-damage.ts'
import {
  branch_page,
  large_value,
  leaf_page,
  node_header_bytes,
  overflow_reference_bytes,
  page_header_bytes,
  readU64LE,
  subtree_value,
} from './page-format.ts'

/** How keys of a tree are ordered: as bytes, or as one little-endian integer. */
export type KeyOrder = (left: Buffer, right: Buffer) => number

export const byte_order: KeyOrder = (left, right) => left.compare(right)
/** A key of another length is in no order with any. */
export const integer_order: KeyOrder = (left, right) =>
  left.length === 8 && right.length === 8 ? readU64LE(left, 0) - readU64LE(right, 0) : 0

/** Where a large value lies: whole pages, of which the first has a header. */
export interface LargeValue {
  readonly page: number
  readonly transaction: number
  readonly pages: number
  readonly valueBytes: number
}

/** A page of a tree, checked when made: whatever is read from it lies inside it. */
export class TreePage {
  readonly number: number
  readonly transaction: number
  readonly isLeaf: boolean
  /** Nodes on the page. */
  readonly count: number
  readonly #bytes: Buffer

  /** @throws {PageDamage} */
  constructor(bytes: Buffer, number: number, order: KeyOrder) {
    this.#bytes = bytes
    this.number = number
    this.transaction = readU64LE(bytes, 8)
    const flags = bytes.readUInt16LE(18)
    this.isLeaf = flags === leaf_page
    const pointersEnd = bytes.readUInt16LE(20)
    this.count = pointersEnd / 2
    if (readU64LE(bytes, 0) !== number) throw new PageDamage(number, 'it carries the number of another page')
    if (bytes.readUInt16LE(16) !== 0) throw new PageDamage(number, 'its padding is not zero')
    if (flags !== leaf_page && flags !== branch_page)
      throw new PageDamage(number, `it is no page of a tree (flags ${flags})`)
    if (this.count === 0 || pointersEnd % 2 !== 0 || pointersEnd > bytes.readUInt16LE(22))
      throw new PageDamage(number, 'its list of nodes has a wrong length')
    this.#checkNodes()
    this.#checkOrder(order)
  }

  key(index: number): Buffer {
    const start = this.#node(index) + node_header_bytes
    return this.#bytes.subarray(start, start + this.#keyBytes(index))
  }

  /** In a branch: the page below. */
  child(index: number): number {
    const node = this.#node(index)
    return this.#bytes.readUInt16LE(node + 4) * 4_294_967_296 + this.#bytes.readUInt32LE(node)
  }

  flags(index: number): number {
    return this.#bytes.readUInt16LE(this.#node(index) + 4)
  }

  /** In a leaf: the size of the value, wherever it lies. */
  valueBytes(index: number): number {
    return this.#bytes.readUInt32LE(this.#node(index))
  }

  /** In a leaf: the value that lies on this page. */
  value(index: number): Buffer {
    const start = this.#node(index) + node_header_bytes + this.#keyBytes(index)
    return this.#bytes.subarray(start, start + this.valueBytes(index))
  }

  /** In a leaf: where the value lies that is too large for this page; undefined when it is on the page. */
  large(index: number): LargeValue | undefined {
    if (this.flags(index) !== large_value) return undefined
    const start = this.#node(index) + node_header_bytes + this.#keyBytes(index)
    return {
      page: readU64LE(this.#bytes, start),
      transaction: readU64LE(this.#bytes, start + 8),
      pages: readU64LE(this.#bytes, start + 16),
      valueBytes: this.valueBytes(index),
    }
  }

  /** The first node whose key is not less than `key`; `count` when there is none. In a branch the first key counts as the least. */
  search(key: Buffer, order: KeyOrder): number {
    let low = this.isLeaf ? 0 : 1
    let high = this.count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#compare(middle, key, order) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  #compare(index: number, key: Buffer, order: KeyOrder): number {
    if (order !== byte_order) return order(this.key(index), key)
    const start = this.#node(index) + node_header_bytes
    return this.#bytes.compare(key, 0, key.length, start, start + this.#keyBytes(index))
  }

  #node(index: number): number {
    return page_header_bytes + this.#bytes.readUInt16LE(page_header_bytes + index * 2)
  }

  #keyBytes(index: number): number {
    return this.#bytes.readUInt16LE(this.#node(index) + 6)
  }

  /** The nodes must fill the space that they have, from its start to the page's end, without a gap or an overlap. */
  #checkNodes(): void {
    const offsets = new Uint16Array(this.count)
    for (let index = 0; index < this.count; index++)
      offsets[index] = this.#bytes.readUInt16LE(page_header_bytes + index * 2)
    const ends = new Map<number, number>()
    for (const offset of offsets) ends.set(offset, offset + this.#nodeBytes(offset))
    offsets.sort()
    let at = this.#bytes.readUInt16LE(22)
    for (const offset of offsets) {
      if (offset !== at) throw new PageDamage(this.number, 'its nodes do not fill their space')
      at = ends.get(offset) as number
    }
    if (at !== this.#bytes.length - page_header_bytes)
      throw new PageDamage(this.number, 'its nodes do not fill their space')
  }

  /** Even, with header, key and what lies on the page of the value. */
  #nodeBytes(offset: number): number {
    const node = page_header_bytes + offset
    if (node % 2 !== 0 || node + node_header_bytes > this.#bytes.length)
      throw new PageDamage(this.number, 'a node begins outside the page')
    const keyBytes = this.#bytes.readUInt16LE(node + 6)
    const bytes = node_header_bytes + keyBytes + (this.isLeaf ? this.#payloadBytes(node) : 0)
    return bytes + (bytes % 2)
  }

  #payloadBytes(node: number): number {
    const flags = this.#bytes.readUInt16LE(node + 4)
    if (flags === large_value) return overflow_reference_bytes
    if (flags !== 0 && flags !== subtree_value)
      throw new PageDamage(this.number, `a node has unknown flags (${flags})`)
    return this.#bytes.readUInt32LE(node)
  }

  #checkOrder(order: KeyOrder): void {
    const first = this.isLeaf ? 1 : 2
    if (!this.isLeaf && this.key(0).length !== 0)
      throw new PageDamage(this.number, 'the first key of a branch is not empty')
    for (let index = first; index < this.count; index++)
      if (order(this.key(index - 1), this.key(index)) >= 0)
        throw new PageDamage(this.number, 'its keys are not in order')
  }
}
