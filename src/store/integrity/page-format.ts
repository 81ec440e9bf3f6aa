/**
 * The pages of an LMDB file of data format 2, as LMDB 3.5.6 for Node writes them on 64-bit little-endian machines.
 * Sizes and offsets are in bytes. After `mdb.c` of that package: `MDB_page_header`, `MDB_meta`, `MDB_db`, `MDB_node`.
 *
 * | page header | | meta, after the header | | tree record (48 bytes) | |
 * |---|---|---|---|---|---|
 * | 0 | page number u64 | 24 | magic u32 | 0 | page size, in the first record of a meta u32 |
 * | 8 | transaction u64 | 28 | version u32 | 4 | flags u16 |
 * | 16 | padding u16 | 32 | address u64 | 6 | depth u16 |
 * | 18 | flags u16 | 40 | size of the map u64 | 8 | branch, leaf, overflow pages, entries u64 each |
 * | 20 | end of pointers, start of nodes u16 each; or number of overflow pages u32 | 48 | free list, main tree: 48 each | 40 | root page u64 |
 * | | | 144 | last page, transaction u64 each | | |
 *
 * A node: size of the data u32 (in a branch: the child's page, 48 bits), flags u16, size of the key u16, key, data.
 * Pointers and node offsets count from the end of the header.
 */
export const page_header_bytes = 24
export const meta_bytes = 144
export const tree_record_bytes = 48
export const node_header_bytes = 8
/** In a node with a large value: its first page u64, transaction u64, number of pages u64. */
export const overflow_reference_bytes = 24

export const lmdb_magic = 0xbeefc0de
export const lmdb_version = 2

/** Flags of a page. */
export const branch_page = 1
export const leaf_page = 2
export const overflow_page = 4
export const meta_page = 8

/** Flags of a leaf's node. */
export const large_value = 1
export const subtree_value = 2

/** The free list's tree has integer keys. */
export const integer_keys = 8

/** The root of an empty tree: all bits set. */
export const no_page = 0xffff_ffff * 4_294_967_296 + 0xffff_ffff

/** A tree as its parent records it. */
export interface TreeRecord {
  readonly padding: number
  readonly flags: number
  readonly depth: number
  readonly branchPages: number
  readonly leafPages: number
  readonly overflowPages: number
  readonly entries: number
  readonly root: number
}

/** One of the two headers of the file; the one of the newer transaction counts. */
export interface Meta {
  readonly page: number
  readonly pageNumber: number
  readonly pageFlags: number
  readonly magic: number
  readonly version: number
  readonly address: number
  readonly mapBytes: number
  readonly pageBytes: number
  readonly free: TreeRecord
  readonly main: TreeRecord
  readonly lastPage: number
  readonly transaction: number
}

/** Exact up to 2^53; page numbers and transactions of a sound file are far below. */
export function readU64LE(bytes: Buffer, offset: number): number {
  return bytes.readUInt32LE(offset + 4) * 4_294_967_296 + bytes.readUInt32LE(offset)
}

export function readTreeRecord(bytes: Buffer, offset: number): TreeRecord {
  return {
    padding: bytes.readUInt32LE(offset),
    flags: bytes.readUInt16LE(offset + 4),
    depth: bytes.readUInt16LE(offset + 6),
    branchPages: readU64LE(bytes, offset + 8),
    leafPages: readU64LE(bytes, offset + 16),
    overflowPages: readU64LE(bytes, offset + 24),
    entries: readU64LE(bytes, offset + 32),
    root: readRoot(bytes, offset + 40),
  }
}

/** A double cannot tell all bits set from all but a low one, which is the number of no page. */
function readRoot(bytes: Buffer, offset: number): number {
  const root = readU64LE(bytes, offset)
  if (root !== no_page || bytes.readBigUInt64LE(offset) === 2n ** 64n - 1n) return root
  return Number.MAX_SAFE_INTEGER
}

/** @param bytes at least the first 168 bytes of page `page` (0 or 1) */
export function readMeta(bytes: Buffer, page: number): Meta {
  return {
    page,
    pageNumber: readU64LE(bytes, 0),
    pageFlags: bytes.readUInt16LE(18),
    magic: bytes.readUInt32LE(24),
    version: bytes.readUInt32LE(28),
    address: readU64LE(bytes, 32),
    mapBytes: readU64LE(bytes, 40),
    pageBytes: bytes.readUInt32LE(48),
    free: readTreeRecord(bytes, 48),
    main: readTreeRecord(bytes, 96),
    lastPage: readU64LE(bytes, 144),
    transaction: readU64LE(bytes, 152),
  }
}

/** How many pages a large value takes: the first has a header, the others are data only. */
export function overflowPagesOf(valueBytes: number, pageBytes: number): number {
  return Math.floor((page_header_bytes - 1 + valueBytes) / pageBytes) + 1
}
