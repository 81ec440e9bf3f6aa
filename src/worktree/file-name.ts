import { hash } from 'node:crypto'

/** Longer names are cut: with `.json` and a temporary file's prefix they stay below the 255 bytes of most file systems. */
const longest_bytes = 200
const digest_digits = 16
const reserved = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i

/**
 * The one file name (without its extension) of a document's key, or the folder name of a projection: only
 * `[A-Za-z0-9._-]`, `%XX`, and `~` before the digest of a name that was cut, so it cannot leave its folder on any
 * file system. Two keys never share a name, nor, with `twin` told right, names that differ only in case.
 *
 * @param key well-formed Unicode, 1 to 1,024 bytes of UTF-8.
 * @param twin whether another key of the same model has the same {@link caseFold}.
 */
export function fileName(key: string, { twin }: { twin: boolean }): string {
  const bytes = Buffer.from(key)
  const startsReserved = reserved.test(key)
  let name = ''
  for (const [index, byte] of bytes.entries()) {
    const edgeDot = byte === 0x2e && (index === 0 || index === bytes.length - 1)
    const plain =
      isPlain(byte) && !edgeDot && !(twin && isUpperCase(byte)) && !(startsReserved && index === 0)
    name += plain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return name.length > longest_bytes ? cut(name, bytes) : name
}

/**
 * What a case-insensitive file system sees of a key. Only ASCII letters stand in file names as they are, so only
 * they are folded: U+212A, whose lower case is `k`, is not its twin.
 */
export function caseFold(key: string): string {
  return /[A-Z]/.test(key) ? key.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : key
}

/** The folds that two or more of the keys share. */
export function caseTwins(keys: Iterable<string>): ReadonlySet<string> {
  const seen = new Set<string>()
  const twins = new Set<string>()
  for (const key of keys) {
    const fold = caseFold(key)
    if (seen.has(fold)) twins.add(fold)
    else seen.add(fold)
  }
  return twins
}

function isPlain(byte: number): boolean {
  return (
    (byte >= 0x61 && byte <= 0x7a) ||
    isUpperCase(byte) ||
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x2d ||
    byte === 0x2e ||
    byte === 0x5f
  )
}

function isUpperCase(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x5a
}

/** Never cuts an escape in two. */
function cut(name: string, bytes: Buffer): string {
  const head = name.slice(0, longest_bytes - digest_digits - 1).replace(/%[0-9A-F]?$/, '')
  return `${head}~${hash('sha256', bytes, 'hex').slice(0, digest_digits)}`
}
