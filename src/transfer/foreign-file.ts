import { UsageError } from '../errors.ts'

/** How many bytes at the beginning of a file tell what it is. */
export const headBytes = 512

interface Kind {
  readonly is: string
  /** The way in, with FILE for the file's name. */
  readonly hint: string
  readonly fits: (head: Buffer) => boolean
}

const kinds: readonly Kind[] = [
  { is: 'is compressed with gzip', hint: unpacked('gunzip -c FILE'), fits: begins('1f8b') },
  { is: 'is compressed with zstd', hint: unpacked('zstd -dc FILE'), fits: begins('28b52ffd') },
  { is: 'is compressed with bzip2', hint: unpacked('bzip2 -dc FILE'), fits: begins('425a68') },
  { is: 'is compressed with xz', hint: unpacked('xz -dc FILE'), fits: begins('fd377a585a00') },
  {
    is: 'is a zip archive, or a spreadsheet',
    hint: 'unpack it, or save the sheet as CSV: unzip -p FILE MEMBER | es import -',
    fits: begins('504b0304'),
  },
  {
    is: 'is a tar archive',
    hint: 'unpack it: tar -xOf FILE MEMBER | es import -',
    fits: (head) => head.toString('latin1', 257, 262) === 'ustar',
  },
  {
    is: 'is an SQLite database',
    hint: "select its rows: sqlite3 -json FILE 'SELECT …' | jq -c '.[]' | es import -",
    fits: begins(Buffer.from('SQLite format 3\0').toString('hex')),
  },
  {
    is: 'is a Parquet file',
    hint: "select its rows: duckdb -json -c \"SELECT … FROM 'FILE'\" | jq -c '.[]' | es import -",
    fits: begins(Buffer.from('PAR1').toString('hex')),
  },
  { is: 'is UTF-32, not UTF-8', hint: converted('UTF-32'), fits: begins('fffe0000', '0000feff') },
  { is: 'is UTF-16, not UTF-8', hint: converted('UTF-16'), fits: begins('fffe', 'feff') },
  { is: 'is UTF-16, not UTF-8', hint: converted('UTF-16LE'), fits: (head) => isWide(head, 1) },
  { is: 'is UTF-16, not UTF-8', hint: converted('UTF-16BE'), fits: (head) => isWide(head, 0) },
  { is: 'is not text', hint: 'give JSON lines or CSV', fits: (head) => head.includes(0) },
]

/**
 * Refuses what can be told by its first bytes to be neither JSON lines nor CSV.
 * @param name undefined for stdin.
 * @throws {UsageError}
 */
export function refuseForeign(head: Uint8Array, name: string | undefined): void {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, headBytes))
  const kind = kinds.find(({ fits }) => fits(bytes))
  if (kind === undefined) return
  const subject = name === undefined ? 'stdin' : `'${name}'`
  throw new UsageError(`${subject} ${kind.is}`, { hint: kind.hint.replace('FILE', () => name ?? 'FILE') })
}

/** The same of bytes that come once. */
export async function* withoutForeign(
  chunks: AsyncIterable<Uint8Array>,
  name: string | undefined,
): AsyncGenerator<Uint8Array> {
  let isFirst = true
  for await (const chunk of chunks) {
    if (isFirst && chunk.length > 0) {
      refuseForeign(chunk, name)
      isFirst = false
    }
    yield chunk
  }
}

function begins(...hex: readonly string[]): (head: Buffer) => boolean {
  const beginnings = hex.map((text) => Buffer.from(text, 'hex'))
  return (head) => beginnings.some((bytes) => head.subarray(0, bytes.length).equals(bytes))
}

/** ASCII in units of two bytes, of which the byte at `zeroAt` is 0. */
function isWide(head: Buffer, zeroAt: 0 | 1): boolean {
  if (head.length < 4) return false
  for (let at = 0; at < 4; at++) if ((head[at] === 0) !== (at % 2 === zeroAt)) return false
  return true
}

function unpacked(command: string): string {
  return `unpack it: ${command} | es import -`
}

function converted(encoding: string): string {
  return `convert it: iconv -f ${encoding} -t UTF-8 FILE | es import -`
}
