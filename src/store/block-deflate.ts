import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { block_deflated, block_sealed, block_wide, columnsBytes, header_bytes } from './block-format.ts'

/** 9 makes blocks of 256 events 1 % smaller and takes four times as long; 1 leaves them 17 % larger. */
const level = 6

/**
 * A sealed block with its texts deflated, columns and the rest as they are, so that a look at them inflates nothing.
 * Undefined when there is nothing to gain.
 */
export function deflatedBlock(bytes: Buffer): Buffer | undefined {
  const flags = bytes.readUInt32LE(16)
  if ((flags & block_sealed) === 0 || (flags & block_deflated) !== 0) return undefined
  const textStart = header_bytes + columnsBytes(bytes.readUInt32LE(4), (flags & block_wide) !== 0)
  const restStart = bytes.length - bytes.readUInt32LE(32)
  const deflated = deflateRawSync(bytes.subarray(textStart, restStart), { level })
  if (deflated.length >= restStart - textStart) return undefined
  const block = Buffer.concat([bytes.subarray(0, textStart), deflated, bytes.subarray(restStart)])
  block.writeUInt32LE(flags | block_deflated, 16)
  return block
}

/** Undefined when it is no deflate stream of exactly that size. */
export function inflated(bytes: Buffer, sizeBytes: number): Buffer | undefined {
  try {
    // In one piece, and never more than it should be.
    const result = inflateRawSync(bytes, { chunkSize: Math.max(64, sizeBytes), maxOutputLength: sizeBytes })
    return result.length === sizeBytes ? result : undefined
  } catch {
    return undefined
  }
}
