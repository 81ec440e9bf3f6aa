import { crc32 } from 'node:zlib'

/** What a value takes up besides itself. */
export const checksum_bytes = 4

/**
 * A value as it is stored: the value, then the CRC-32 of its key and it, big-endian. LMDB keeps no checksums, and the
 * hash chain covers events only; with this `es fsck` finds every flipped bit of every table.
 */
export function withChecksum(key: Buffer, value: Buffer): Buffer {
  const stored = Buffer.allocUnsafe(value.length + checksum_bytes)
  value.copy(stored)
  return completed(key, stored)
}

/** The same in place: `stored` is the value with room for the checksum behind it. */
export function completed(key: Buffer, stored: Buffer): Buffer {
  const length = stored.length - checksum_bytes
  stored.writeUInt32BE(crc32(stored.subarray(0, length), crc32(key)), length)
  return stored
}

/** The value without its checksum, which is not looked at; the same memory. */
export function withoutChecksum(stored: Buffer): Buffer {
  return stored.subarray(0, stored.length - checksum_bytes)
}

export function hasRightChecksum(key: Buffer, stored: Buffer): boolean {
  if (stored.length < checksum_bytes) return false
  const length = stored.length - checksum_bytes
  return stored.readUInt32BE(length) === crc32(stored.subarray(0, length), crc32(key))
}
