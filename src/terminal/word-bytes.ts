import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { UsageError } from '../errors.ts'
import { session } from './session.ts'

const replacement = '\ufffd'

/**
 * Refuses words and `ES_…` variables whose bytes are not UTF-8. Node decodes both before a program sees them, with
 * U+FFFD for what it cannot read; on Linux the bytes are still there. Elsewhere a warning says that nothing can tell.
 * Reads nothing unless U+FFFD is there.
 * @throws {UsageError}
 */
export function refuseInvalidUtf8(words: readonly string[]): void {
  const variables = Object.keys(process.env).filter(
    (name) => name.startsWith('ES_') && process.env[name]?.includes(replacement),
  )
  if (words.some((word) => word.includes(replacement)))
    check('argument', partsOf('/proc/self/cmdline')?.slice(-words.length))
  if (variables.length > 0)
    check(
      'variable',
      partsOf('/proc/self/environ')?.filter((part) =>
        variables.some((name) => part.toString('latin1').startsWith(`${name}=`)),
      ),
    )
}

function check(what: string, parts: readonly Buffer[] | undefined): void {
  if (parts === undefined)
    session.message(
      `warning: this ${what} holds U+FFFD, which stands for bytes that are not UTF-8, too; only Linux tells them apart`,
    )
  const invalid = parts?.find((part) => !isUtf8(part))
  if (invalid !== undefined) throw new UsageError(`the ${what} '${shown(invalid)}' is not valid UTF-8`)
}

/** The texts of a file in /proc, each of which ends with a zero byte; undefined where there is no such file. */
function partsOf(path: string): Buffer[] | undefined {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch {
    return undefined
  }
  const parts: Buffer[] = []
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0, start)
    const next = end === -1 ? bytes.length : end
    parts.push(bytes.subarray(start, next))
    start = next + 1
  }
  return parts
}

/** ASCII as it is, other bytes as `\xe9`. */
function shown(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[^ -~]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`)
}
