import { isUtf8 } from 'node:buffer'
import type { Block } from './import-row.ts'

/** How long a line may be: the largest event and its header, written with escapes. */
export const max_line_bytes = 32 * 1024 * 1024

export const line_feed = 0x0a

/**
 * Cuts a file's chunks at line ends. Holds one unfinished line, and of one that is over the limit no more than that.
 * @param offset where the first chunk begins in the file.
 */
export async function* blocksOf(
  chunks: AsyncIterable<Uint8Array>,
  offset: number,
  maxLineBytes = max_line_bytes,
): AsyncGenerator<Block> {
  let start = offset
  let rest: Buffer[] = []
  let restBytes = 0
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    const cut = bytes.lastIndexOf(line_feed) + 1
    if (cut > 0) {
      const whole = joined([...rest, bytes.subarray(0, cut)])
      yield { bytes: whole, offset: start }
      start += whole.length
      rest = []
      restBytes = 0
    }
    rest.push(bytes.subarray(cut))
    restBytes += bytes.length - cut
    if (restBytes > maxLineBytes) {
      yield { bytes: Buffer.alloc(0), offset: start, overlong: true }
      return
    }
  }
  if (restBytes > 0) yield { bytes: joined(rest), offset: start }
}

function joined(parts: readonly Buffer[]): Buffer {
  const filled = parts.filter((part) => part.length > 0)
  return filled.length === 1 ? (filled[0] as Buffer) : Buffer.concat(filled)
}

/** A block without the byte order mark that may start a file. */
export function withoutBom(block: Block): Block {
  const { bytes, offset } = block
  if (offset !== 0 || bytes[0] !== 0xef || bytes[1] !== 0xbb || bytes[2] !== 0xbf) return block
  return { ...block, bytes: bytes.subarray(3), offset: 3 }
}

/** The whole lines before the first line that is not UTF-8; all bytes when every line is. */
export function validLines(bytes: Buffer): Buffer {
  if (isUtf8(bytes)) return bytes
  let start = 0
  while (start < bytes.length) {
    const feed = bytes.indexOf(line_feed, start)
    const end = feed === -1 ? bytes.length : feed + 1
    if (!isUtf8(bytes.subarray(start, end))) break
    start = end
  }
  return bytes.subarray(0, start)
}
