const quote = 0x22
const backslash = 0x5c

/** Where a text stops being a JSON object. `offset` counts UTF-16 units from the beginning of the whole text. */
export class JsonShapeError extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message)
  }
}

export interface MemberVisitor {
  /** A member's name, and where its value begins and ends. */
  member(name: string, from: number, to: number): void
}

/**
 * Names each member of the JSON object that `text` holds from `start` to `end`, in order, with the exact span of its
 * value. Parses nothing: values are only skipped, so what a span holds is still to be checked.
 * @throws {JsonShapeError} the text is not one object with white space around it.
 */
export function visitMembers(text: string, start: number, end: number, visitor: MemberVisitor): void {
  let at = skipSpace(text, start, end)
  if (text.charCodeAt(at) !== 0x7b || at >= end) throw new JsonShapeError('expected a JSON object', at)
  at = skipSpace(text, at + 1, end)
  if (text.charCodeAt(at) === 0x7d && at < end) at++
  else at = visitList(text, at, end, visitor)
  at = skipSpace(text, at, end)
  if (at < end) throw new JsonShapeError('text after the object', at)
}

/** From the first name to after the closing brace. */
function visitList(text: string, first: number, end: number, visitor: MemberVisitor): number {
  let at = first
  for (;;) {
    const nameEnd = stringEnd(text, at, end)
    const name = nameOf(text, at, nameEnd)
    at = skipSpace(text, nameEnd, end)
    if (text.charCodeAt(at) !== 0x3a || at >= end) throw new JsonShapeError("expected ':'", at)
    const from = skipSpace(text, at + 1, end)
    const to = valueEnd(text, from, end)
    visitor.member(name, from, to)
    at = skipSpace(text, to, end)
    const code = at < end ? text.charCodeAt(at) : 0
    if (code === 0x7d) return at + 1
    if (code !== 0x2c) throw new JsonShapeError("expected ',' or '}'", at)
    at = skipSpace(text, at + 1, end)
  }
}

function nameOf(text: string, from: number, to: number): string {
  const name = text.slice(from + 1, to - 1)
  if (!name.includes('\\')) return name
  try {
    return JSON.parse(text.slice(from, to)) as string
  } catch {
    throw new JsonShapeError('expected a name', from)
  }
}

function skipSpace(text: string, from: number, end: number): number {
  let at = from
  for (; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) break
  }
  return at
}

/** After the closing quote of the string whose opening quote is at `from`. */
function stringEnd(text: string, from: number, end: number): number {
  if (from >= end || text.charCodeAt(from) !== quote) throw new JsonShapeError('expected a string', from)
  for (let at = from + 1; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) return at + 1
    if (code === backslash) at++
  }
  throw new JsonShapeError('a string without an end', from)
}

function valueEnd(text: string, from: number, end: number): number {
  const code = from < end ? text.charCodeAt(from) : 0
  if (code === quote) return stringEnd(text, from, end)
  if (code === 0x7b || code === 0x5b) return bracketEnd(text, from, end)
  let at = from
  while (at < end && !endsScalar(text.charCodeAt(at))) at++
  if (at === from) throw new JsonShapeError('expected a value', from)
  return at
}

function endsScalar(code: number): boolean {
  return (
    code === 0x2c ||
    code === 0x7d ||
    code === 0x5d ||
    code === 0x20 ||
    code === 0x09 ||
    code === 0x0d ||
    code === 0x0a
  )
}

/** After the bracket that closes the one at `from`. Takes `]` for `}`: whoever parses the value will not. */
function bracketEnd(text: string, from: number, end: number): number {
  let depth = 0
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) at = stringEnd(text, at, end) - 1
    else if (code === 0x7b || code === 0x5b) depth++
    else if (code === 0x7d || code === 0x5d) {
      depth--
      if (depth === 0) return at + 1
    }
  }
  throw new JsonShapeError('a bracket without an end', from)
}
