import { RevisionMalformedError } from '../errors.ts'

/** The error that points at a character: `offset` is its index in the revision. */
export function malformed(
  revision: string,
  offset: number,
  reason: string,
  hint?: string,
): RevisionMalformedError {
  const place = offset === 0 || offset >= revision.length ? '' : ` at character ${offset + 1}`
  return new RevisionMalformedError({ revision, offset, reason: reason + place }, hint)
}

/** The character at an index as a message names it. */
export function quotedAt(revision: string, offset: number): string {
  return describe(
    revision.startsWith('..', offset) ? '..' : String.fromCodePoint(revision.codePointAt(offset) ?? 0),
  )
}

/** Names a character in a message, also one that cannot be seen. */
export function describe(character: string): string {
  if (character === ' ' || !/[\s\p{C}]/u.test(character)) return `'${character}'`
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

/** @throws {RevisionMalformedError} the number at that index is beyond any position. */
export function readCount(revision: string, offset: number, digits: string): number {
  const count = Number(digits)
  if (!Number.isSafeInteger(count)) throw malformed(revision, offset, `the number ${digits} is too large`)
  return count
}
