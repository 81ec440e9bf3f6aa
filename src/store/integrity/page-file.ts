import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { PageDamage } from './page-damage.ts'
import { type Meta, meta_bytes, page_header_bytes, readMeta } from './page-format.ts'

const header_bytes = page_header_bytes + meta_bytes

/**
 * An LMDB file read page by page with plain `fs`: nothing in it can end the process, unlike a damaged page under
 * LMDB's own mapping. What it shows is the state at opening, as long as LMDB keeps that state (see `live-store.ts`).
 */
export class PageFile {
  readonly path: string
  readonly sizeBytes: number
  readonly pageBytes: number
  readonly metas: readonly [Meta, Meta]
  /** The header that counts: the one of the newer transaction. */
  readonly meta: Meta
  /** What stands at the beginning of each of the first two pages: the headers as they were at opening. */
  readonly headers: readonly Buffer[]
  readonly #file: number

  /** @throws {PageDamage} too short to have two headers, or a page size that LMDB never writes. */
  constructor(path: string) {
    this.path = path
    this.#file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW)
    try {
      this.pageBytes = this.#readPageSize()
      this.headers = this.#stableHeaders()
      this.metas = metasOf(this.headers)
      this.meta = newer(this.metas)
      // After the headers: whatever they speak of was written before them.
      this.sizeBytes = fstatSync(this.#file).size
    } catch (error) {
      this.close()
      throw error
    }
  }

  /** Both headers as they stand now. */
  readMetas(): [Meta, Meta] {
    return metasOf(this.#stableHeaders())
  }

  /** Read until two reads agree, because a commit may be writing one. */
  #stableHeaders(): Buffer[] {
    let seen = this.#readMetaBytes()
    for (;;) {
      const again = this.#readMetaBytes()
      if (again.every((bytes, page) => bytes.equals(seen[page] as Buffer))) return seen
      seen = again
    }
  }

  /**
   * A page.
   * @param scratch memory to read into; new memory when left out
   * @throws {PageDamage} the file ends before.
   */
  read(page: number, scratch?: Scratch): Buffer {
    return this.readBytes(page, this.pageBytes, scratch)
  }

  /**
   * The beginning of a page and of what follows it.
   * @param scratch memory to read into; new memory when left out
   * @throws {PageDamage} the file ends before.
   */
  readBytes(page: number, lengthBytes: number, scratch?: Scratch): Buffer {
    if (page * this.pageBytes + lengthBytes > this.sizeBytes)
      throw new PageDamage(page, 'the file ends before its end')
    const target = scratch?.ofAtLeast(lengthBytes) ?? Buffer.allocUnsafe(lengthBytes)
    return this.#readAt(page * this.pageBytes, lengthBytes, { page, target })
  }

  close(): void {
    closeSync(this.#file)
  }

  #readPageSize(): number {
    const { pageBytes } = readMeta(this.#readHeader(0, 0), 0)
    if (pageBytes < 256 || pageBytes > 65_536 || (pageBytes & (pageBytes - 1)) !== 0)
      throw new PageDamage(0, `a page size of ${pageBytes} bytes`)
    return pageBytes
  }

  #readHeader(page: number, position: number): Buffer {
    return this.#readAt(position, header_bytes, { page, target: Buffer.allocUnsafe(header_bytes) })
  }

  #readMetaBytes(): Buffer[] {
    return [0, 1].map((page) => this.#readHeader(page, page * this.pageBytes))
  }

  /** Reads into the beginning of `target`, and answers with that part of it. */
  #readAt(position: number, lengthBytes: number, into: { page: number; target: Buffer }): Buffer {
    const { page, target } = into
    let done = 0
    while (done < lengthBytes) {
      const count = readSync(this.#file, target, done, lengthBytes - done, position + done)
      if (count === 0) throw new PageDamage(page, 'the file ends before its end')
      done += count
    }
    return target.length === lengthBytes ? target : target.subarray(0, lengthBytes)
  }
}

function metasOf(headers: readonly Buffer[]): [Meta, Meta] {
  return [readMeta(headers[0] as Buffer, 0), readMeta(headers[1] as Buffer, 1)]
}

/** Memory that is read into again and again: what was read before is lost. */
export class Scratch {
  #bytes = Buffer.alloc(0)

  ofAtLeast(lengthBytes: number): Buffer {
    if (this.#bytes.length < lengthBytes) this.#bytes = Buffer.allocUnsafeSlow(lengthBytes * 2)
    return this.#bytes
  }
}

export function newer(metas: readonly [Meta, Meta]): Meta {
  return metas[1].transaction > metas[0].transaction ? metas[1] : metas[0]
}
