import { createRequire } from 'node:module'
import type * as Re2 from 're2js'
import { UsageError } from '../errors.ts'

// Synchronous and late: most commands search for nothing.
const require = createRequire(import.meta.url)

export interface PatternReading {
  /** The patterns are plain texts. */
  readonly literal: boolean
  /** Upper and lower case are no difference. */
  readonly ignoreCase: boolean
}

/**
 * A test whether a text holds one of the patterns: regular expressions as RE2 knows them, or with `literal` the texts
 * themselves; a dot stands for a line feed, too. Its time grows with the text only, whatever the pattern (Cox, 2007).
 *
 * @throws {UsageError} a pattern is no such expression.
 */
export function textPattern(
  patterns: readonly string[],
  { literal, ignoreCase }: PatternReading,
): (text: string) => boolean {
  if (literal && !ignoreCase) return (text) => patterns.some((pattern) => text.includes(pattern))
  const { RE2JS } = require('re2js') as typeof Re2
  // What is searched is one text, whatever line feeds it says.
  const flags = RE2JS.DOTALL | (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0)
  const compiled = patterns.map((pattern) => compile(literal ? RE2JS.quote(pattern) : pattern, flags, RE2JS))
  return (text) => compiled.some((pattern) => pattern.test(text))
}

function compile(pattern: string, flags: number, RE2JS: typeof Re2.RE2JS): Re2.RE2JS {
  try {
    return RE2JS.compile(pattern, flags)
  } catch (error) {
    const reason =
      error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error)
    // Its words have the flags in front of the pattern.
    throw new UsageError(`malformed pattern '${pattern}': ${reason.replace(/`(?:\(\?[is]+\))+/, '`')}`, {
      hint: 'with -F it is taken as a plain text',
    })
  }
}
