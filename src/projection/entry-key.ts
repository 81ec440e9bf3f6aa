import { readU64, u32Key, writeU64 } from '../store/keys.ts'

/** Which documents: those of one generation of one projection on one branch. */
export interface GenerationId {
  readonly branch: number
  readonly generation: number
}

/** branch (4 bytes) · generation (4 bytes) */
export function generationPrefix({ branch, generation }: GenerationId): Buffer {
  return u32Key(branch, generation)
}

const prefix_bytes = 8
const position_bytes = 8

/**
 * branch · generation · the document's key · 0 · position (8 bytes). Of the key's UTF-8 each byte is raised by one:
 * that keeps their order (UTF-8 has no 0xff), and leaves 0 to end a key, so that none is the beginning of another.
 */
export function entryKey(prefix: Buffer, key: string, position: number): Buffer {
  const size = Buffer.byteLength(key)
  const target = Buffer.allocUnsafe(prefix_bytes + size + 1 + position_bytes)
  prefix.copy(target)
  target.write(key, prefix_bytes, 'utf8')
  const end = prefix_bytes + size
  for (let at = prefix_bytes; at < end; at++) target[at] = (target[at] as number) + 1
  target[end] = 0
  writeU64(target, position, end + 1)
  return target
}

export function documentKeyOf(entryKey: Buffer): string {
  const bytes = Buffer.from(entryKey.subarray(prefix_bytes, entryKey.length - position_bytes - 1))
  for (let at = 0; at < bytes.length; at++) bytes[at] = (bytes[at] as number) - 1
  return bytes.toString('utf8')
}

export function positionOfEntry(entryKey: Buffer): number {
  return readU64(entryKey, entryKey.length - position_bytes)
}

/** Whether two entries' keys differ in nothing but the position. */
export function isOfOneDocument(a: Buffer, b: Buffer): boolean {
  return (
    a.length === b.length && a.compare(b, 0, b.length - position_bytes, 0, a.length - position_bytes) === 0
  )
}
