/**
 * Binary keys. Every key of history begins with its branch's number, so that branches share one tree;
 * numbers are big-endian, so that LMDB's byte order is their order.
 */

/** The number of the branch `main`. */
export const main_branch = 1

const two_32 = 4_294_967_296

/** Positions are 64 bits wide on disk; up to 2^53 in JavaScript. */
export function writeU64(target: Buffer, value: number, offset: number): void {
  target.writeUInt32BE(Math.floor(value / two_32), offset)
  target.writeUInt32BE(value % two_32, offset + 4)
}

export function readU64(source: Buffer, offset: number): number {
  return source.readUInt32BE(offset) * two_32 + source.readUInt32BE(offset + 4)
}

/** branch (4 bytes) · position (8 bytes) */
export function positionKey(branch: number, position: number): Buffer {
  const key = Buffer.allocUnsafe(12)
  key.writeUInt32BE(branch, 0)
  writeU64(key, position, 4)
  return key
}

/** Any number of 32-bit fields, such as branch · kind · page · segment. */
export function u32Key(...fields: number[]): Buffer {
  const key = Buffer.allocUnsafe(fields.length * 4)
  for (let index = 0; index < fields.length; index++) key.writeUInt32BE(fields[index] as number, index * 4)
  return key
}

/** A prefix byte and a text. */
export function textKey(prefix: string, text = ''): Buffer {
  return Buffer.from(prefix + text, 'utf8')
}

/** The smallest key after every key that begins with `prefix`; `prefix` must not be all 0xff. */
export function afterPrefix(prefix: Buffer): Buffer {
  const end = Buffer.from(prefix)
  let last = end.length - 1
  while (last >= 0 && end[last] === 0xff) last--
  end[last] = (end[last] as number) + 1
  return end.subarray(0, last + 1)
}
