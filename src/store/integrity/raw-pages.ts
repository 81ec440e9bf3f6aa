import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { hasRightChecksum, withoutChecksum } from '../checksum.ts'
import { PageDamage } from './page-damage.ts'
import { lmdb_magic, meta_bytes, page_header_bytes, readMeta, readU64LE } from './page-format.ts'
import { byte_order, TreePage } from './tree-page.ts'

/** Where a value lies, in no tree in particular. */
export interface FoundValue {
  readonly page: number
  readonly index: number
  /** The transaction that wrote its page. */
  readonly transaction: number
}

const largest_value_bytes = 256 * 1024 * 1024
const page_sizes = [4096, 16_384, 8192, 32_768, 65_536, 2048, 1024, 512, 256]
const looked_at_pages = 64

/** The pages of a file that need not be sound at all, nor have a header. Read with plain `fs`, never written. */
export class RawPages {
  readonly sizeBytes: number
  readonly pageBytes: number
  readonly #file: number

  constructor(path: string) {
    this.#file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW)
    this.sizeBytes = fstatSync(this.#file).size
    this.pageBytes = this.#pageSizeOfHeader() ?? this.#likelyPageSize()
  }

  get count(): number {
    return Math.floor(this.sizeBytes / this.pageBytes)
  }

  /** A page that is a sound leaf of some tree; undefined when it is not. */
  leaf(number: number): TreePage | undefined {
    const bytes = this.#read(number * this.pageBytes, this.pageBytes)
    if (bytes === undefined || bytes.readUInt16LE(18) !== 2) return undefined
    try {
      return new TreePage(bytes, number, byte_order)
    } catch (error) {
      if (error instanceof PageDamage || error instanceof RangeError) return undefined
      throw error
    }
  }

  /** A value whose checksum is right; undefined when it is not, or is not all there. */
  value(found: { readonly page: number; readonly index: number }): Buffer | undefined {
    const page = this.leaf(found.page)
    if (page === undefined || found.index >= page.count) return undefined
    const large = page.large(found.index)
    const stored = large === undefined ? page.value(found.index) : this.#largeValue(large)
    if (stored === undefined || !hasRightChecksum(page.key(found.index), stored)) return undefined
    return withoutChecksum(stored)
  }

  close(): void {
    closeSync(this.#file)
  }

  #largeValue({ page, valueBytes }: { page: number; valueBytes: number }): Buffer | undefined {
    if (valueBytes > largest_value_bytes) return undefined
    return this.#read(page * this.pageBytes, page_header_bytes + valueBytes)?.subarray(page_header_bytes)
  }

  /** Undefined when the file does not reach so far. */
  #read(position: number, lengthBytes: number): Buffer | undefined {
    if (position + lengthBytes > this.sizeBytes) return undefined
    const bytes = Buffer.allocUnsafe(lengthBytes)
    let done = 0
    while (done < lengthBytes) {
      const count = readSync(this.#file, bytes, done, lengthBytes - done, position + done)
      if (count === 0) return undefined
      done += count
    }
    return bytes
  }

  #pageSizeOfHeader(): number | undefined {
    const bytes = this.#read(0, page_header_bytes + meta_bytes)
    const meta = bytes && readMeta(bytes, 0)
    return meta?.magic === lmdb_magic && page_sizes.includes(meta.pageBytes) ? meta.pageBytes : undefined
  }

  /** The size of which most of the first pages carry their own number. */
  #likelyPageSize(): number {
    const numbered = page_sizes.map((size) => {
      let right = 0
      for (let page = 2; page < looked_at_pages; page++) {
        const bytes = this.#read(page * size, page_header_bytes)
        if (bytes !== undefined && readU64LE(bytes, 0) === page) right++
      }
      return right
    })
    return page_sizes[numbered.indexOf(Math.max(...numbered))] as number
  }
}
