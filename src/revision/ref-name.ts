import { matchIsoTime } from './iso-time.ts'
import { describe } from './malformed.ts'

const reserved_names = ['HEAD', 'ROOT', 'as-of', 'tag', 'branch', 'stream', 'id']
const longest_bytes = 255

interface NameProblem {
  /** The index of the character that is not allowed (UTF-16). */
  readonly offset: number
  readonly reason: string
}

/**
 * Why a text cannot name a tag or a branch; undefined when it can. The rules are git's (`git check-ref-format`), and
 * those that keep every name apart from the other forms of a revision.
 */
export function checkRefName(name: string): string | undefined {
  if (name === '') return 'it is empty'
  if (Buffer.byteLength(name) > longest_bytes) return `it is longer than ${longest_bytes} bytes`
  return findForbidden(name)?.reason ?? gitProblem(name) ?? revisionProblem(name)
}

/** The first character that no name of a tag or a branch has. */
export function findForbidden(name: string): NameProblem | undefined {
  const offset = name.search(/[\s\p{Cc}\p{Cs}\p{Bidi_Control}~^:?*[\\@]|\.\./u)
  if (offset === -1) return undefined
  const character = name.startsWith('..', offset) ? '..' : String.fromCodePoint(name.codePointAt(offset) ?? 0)
  return { offset, reason: `it holds ${describe(character)}` }
}

function gitProblem(name: string): string | undefined {
  if (name.startsWith('/') || name.endsWith('/') || name.includes('//'))
    return "a part between its '/' is empty"
  if (/(^|\/)\./.test(name)) return "a part of it starts with '.'"
  if (name.endsWith('.')) return "it ends with '.'"
  if (/\.lock(\/|$)/.test(name)) return "a part of it ends with '.lock'"
  return undefined
}

function revisionProblem(name: string): string | undefined {
  if (reserved_names.includes(name)) return 'it means something else in a revision'
  if (name.startsWith('-')) return "it starts with '-'"
  if (/^\d+$/.test(name)) return 'it is all digits, which name a position'
  if (/\+\d+$/.test(name)) return "it ends like '+3', which is a step forward"
  if (readsAsTime(name)) return 'it reads as a time'
  return undefined
}

/** True also for a moment that does not exist, so that it is refused as a time rather than looked for as a name. */
export function readsAsTime(text: string): boolean {
  const match = matchIsoTime(text)
  return match !== undefined && (match.length === text.length || /^[Tt ]\d/.test(text.slice(10)))
}
