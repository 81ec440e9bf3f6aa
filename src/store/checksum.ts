import { crc32 } from 'node:zlib'

/** What a value takes up besides itself. */
export const checksum_bytes = 4

/** Up to here a loop in JavaScript takes less time than a call of zlib does. */
const shortBytes = 100
const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1
  return rest
})

/**
 * A value as it is stored: the value, then the CRC-32 of its key and it, big-endian. LMDB keeps no checksums, and the
 * hash chain covers events only; with this each flipped bit of every table is found when the value is read.
 */
export function withChecksum(key: Buffer, value: Buffer): Buffer {
  const stored = Buffer.allocUnsafe(value.length + checksum_bytes)
  value.copy(stored)
  return completed(key, stored)
}

/** The same in place: `stored` is the value with room for the checksum behind it. */
export function completed(key: Buffer, stored: Buffer): Buffer {
  const length = stored.length - checksum_bytes
  stored.writeUInt32BE(checksumOf(key, stored, length), length)
  return stored
}

/** The value without its checksum, which is not looked at; the same memory. */
export function withoutChecksum(stored: Buffer): Buffer {
  return stored.subarray(0, stored.length - checksum_bytes)
}

export function hasRightChecksum(key: Buffer, stored: Buffer): boolean {
  const length = stored.length - checksum_bytes
  return length >= 0 && checksumIn(stored) === checksumOf(key, stored, length)
}

/** The checksum as it is stored. */
export function checksumIn(stored: Buffer): number {
  return stored.readUInt32BE(stored.length - checksum_bytes)
}

function checksumOf(key: Buffer, bytes: Buffer, length: number): number {
  return length > shortBytes
    ? crc32(bytes.subarray(0, length), crc32(key))
    : crcOfShort(bytes, length, crcOfShort(key, key.length, 0))
}

function crcOfShort(bytes: Buffer, length: number, before: number): number {
  let crc = ~before
  for (let at = 0; at < length; at++)
    crc = (remainders[(crc ^ (bytes[at] as number)) & 255] as number) ^ (crc >>> 8)
  return ~crc >>> 0
}
