// DEL and C1, and what reorders or hides text: bidi marks, embeddings, overrides and isolates, zero-width and filling
// characters, soft hyphens, line and paragraph separators, the byte order mark, interlinear annotations, tags.
const hiding =
  '\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2069\\u3164\\ufeff\\ufff9-\\ufffb\\u{e0000}-\\u{e007f}'
/** C0 but for tab and line feed, too. */
const hostile = new RegExp(`[\\u0000-\\u0008\\u000b-\\u001f${hiding}]`, 'gu')
const hostile_on_a_line = new RegExp(`[\\u0000-\\u001f${hiding}]`, 'gu')

/**
 * Text from events made safe for a terminal: control characters show as `^[`, `\u009b` or `\u202e`. Tabs and line
 * feeds stay. For terminals only: a pipe gets the exact text.
 */
export function escapeText(text: string): string {
  return text.replace(hostile, visible)
}

/** The same for text that must stay on one line: tabs and line feeds are escaped as well. */
export function escapeLine(text: string): string {
  return text.replace(hostile_on_a_line, visible)
}

/**
 * JSON texts made safe for a terminal: what is hostile stands in their strings alone, where its escape means the same
 * character, so they parse to the same values.
 */
export function escapeJson(text: string): string {
  return text.replace(hostile, jsonEscapes)
}

function jsonEscapes(character: string): string {
  return character.split('').map(unitEscape).join('')
}

function unitEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function visible(character: string): string {
  const code = character.codePointAt(0) as number
  if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`
  if (code === 0x7f) return '^?'
  return code > 0xffff ? `\\u{${code.toString(16)}}` : unitEscape(character)
}
