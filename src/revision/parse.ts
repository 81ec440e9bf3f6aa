import type { Base, Moment, Ref, Revision } from './ast.ts'
import { matchIsoTime, parseIsoTime } from './iso-time.ts'
import { malformed, quotedAt, readCount } from './malformed.ts'
import { parseId, parseStream, streamHint } from './parse-encoded.ts'
import { findForbidden, readsAsTime } from './ref-name.ts'

/**
 * Reads a revision: a base, then steps (`~3`, `^`, `+3`) from left to right. Looks nothing up.
 *
 * @throws {RevisionMalformedError} with the index of the character where the text stops making sense.
 */
export function parseRevision(text: string): Revision {
  const time = parseBareTime(text)
  if (time !== undefined) return time
  const end = stepsStart(text)
  if (end === 0) throw malformed(text, 0, text === '' ? 'it is empty' : `no revision before '${text[0]}'`)
  return { base: parseBase(text, text.slice(0, end)), steps: parseSteps(text, end) }
}

/** A bare time is read before the steps, because its offset looks like one. Undefined when the text is none. */
function parseBareTime(text: string): Revision | undefined {
  const match = text.includes('@') ? undefined : matchIsoTime(text)
  if (match === undefined) return undefined
  const { length, time } = match
  const goesOn = stepsStart(text.slice(length)) > 0
  if (goesOn && !readsAsTime(text)) return undefined
  if (time === undefined) throw malformed(text, 0, 'there is no such time')
  if (goesOn) throw malformed(text, length, `a time does not go on with ${quotedAt(text, length)}`)
  if (!time.dayOnly && !time.zoned && text[length] === '+')
    throw malformed(
      text,
      length,
      "after a time of day '+' begins an offset like '+02:00'",
      "write 'Z' before steps",
    )
  const moment = { kind: 'iso', ms: time.ms, dayOnly: time.dayOnly } as const
  return { base: { kind: 'time', ref: undefined, moment }, steps: parseSteps(text, length) }
}

/** Where the steps at the end of a text begin; its length when there are none. */
function stepsStart(text: string): number {
  let start = text.length
  while (start > 0) {
    let sign = start - 1
    while (sign >= 0 && isDigit(text, sign)) sign--
    const hasCount = sign < start - 1
    const isStep = text[sign] === '~' || text[sign] === (hasCount ? '+' : '^')
    if (!isStep) return start
    start = sign
  }
  return start
}

function parseSteps(text: string, start: number): number[] {
  const steps: number[] = []
  for (const match of text.slice(start).matchAll(/([~^+])(\d*)/g)) {
    const [, sign, digits = ''] = match
    const count = digits === '' ? 1 : readCount(text, start + match.index + 1, digits)
    // Never -0, which is not equal to 0 everywhere.
    steps.push(sign === '+' || count === 0 ? count : -count)
  }
  return steps
}

function parseBase(text: string, base: string): Base {
  if (base.startsWith(':/')) return parseSearch(text, base)
  if (base.startsWith('id:')) return parseId(text, base)
  if (base.startsWith('stream:')) return parseStream(text, base)
  const brace = base.indexOf('@{')
  if (brace !== -1) return parseBraces(text, base, brace)
  if (base === 'ROOT') return { kind: 'root' }
  if (/^\d+$/.test(base)) return parsePosition(text, base)
  if (/@\d+$/.test(base)) return parseStream(text, base)
  return parseRef(text, base)
}

function parseSearch(text: string, base: string): Base {
  if (base === ':/') throw malformed(text, 2, "a text to look for is missing after ':/'")
  return { kind: 'search', text: base.slice(2) }
}

function parsePosition(text: string, base: string): Base {
  const position = readCount(text, 0, base)
  return position === 0 ? { kind: 'root' } : { kind: 'position', position }
}

/** What stands before `@{…}` is a ref; inside is a number of changes, or a time. */
function parseBraces(text: string, base: string, brace: number): Base {
  const start = brace + 2
  const end = base.indexOf('}', start)
  if (end === -1) throw malformed(text, base.length, "'@{' has no '}'")
  if (end < base.length - 1)
    throw malformed(text, end + 1, `${quotedAt(text, end + 1)} cannot follow '}'`, rangeHint(text, end + 1))
  const inside = base.slice(start, end)
  if (inside.includes('{'))
    throw malformed(text, start + inside.indexOf('{'), "'{' cannot stand inside '@{…}'")
  const content = inside.trim()
  if (content === '') throw malformed(text, start, "nothing between '@{' and '}'")
  const ref = brace === 0 ? undefined : parseRef(text, base.slice(0, brace))
  const number = /^(-?)(\d+)$/.exec(content)
  if (number === null) return { kind: 'time', ref, moment: parseMoment(content) }
  const back = readCount(text, start, number[2] ?? '')
  if (number[1] === '') return { kind: 'change', ref: ref ?? { kind: 'head' }, back }
  if (ref !== undefined || back === 0) throw malformed(text, start, "what was checked out before is '@{-1}'")
  return { kind: 'checkout', back }
}

function parseMoment(content: string): Moment {
  const time = parseIsoTime(content)
  if (time === undefined) return { kind: 'words', words: content }
  return { kind: 'iso', ms: time.ms, dayOnly: time.dayOnly }
}

function parseRef(text: string, ref: string): Ref {
  if (ref === 'HEAD' || ref === '@') return { kind: 'head' }
  if (ref.startsWith('tag:')) return { kind: 'tag', name: checkedName(text, ref, 'tag:'.length) }
  if (ref.startsWith('branch:')) return { kind: 'branch', name: checkedName(text, ref, 'branch:'.length) }
  return { kind: 'name', name: checkedName(text, ref, 0) }
}

function checkedName(text: string, ref: string, start: number): string {
  const name = ref.slice(start)
  if (name === '') throw malformed(text, start, 'a name is missing')
  const forbidden = findForbidden(name)
  if (forbidden === undefined) return name
  // Of `HEAD~2..HEAD` the dots are wrong, and not the step before them.
  const dots = name.indexOf('..')
  const offset = start + (dots === -1 ? forbidden.offset : dots)
  throw malformed(text, offset, unexpected(text, offset), hintFor(text, offset))
}

function unexpected(text: string, offset: number): string {
  if (text[offset] === '^' && offset === 0) return "no revision before '^'"
  if (text[offset] === '^') return "'^' can only stand at the end, without a number,"
  if (text[offset] === '@') return "after '@' comes the number of an event in a stream, or {…}"
  return `unexpected ${quotedAt(text, offset)}`
}

function hintFor(text: string, offset: number): string | undefined {
  return rangeHint(text, offset) ?? streamHint(text)
}

function rangeHint(text: string, offset: number): string | undefined {
  return text.startsWith('..', offset) ? "a range 'A..B' is not one revision" : undefined
}

function isDigit(text: string, index: number): boolean {
  const code = text.charCodeAt(index)
  return code >= 0x30 && code <= 0x39
}
