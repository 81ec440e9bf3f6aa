// C0 (but tab and line feed) and DEL, C1, and what reorders or hides text: bidi marks, embeddings, overrides and
// isolates, zero-width characters, line and paragraph separators, the byte order mark.
const hostile =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g
const hostile_on_a_line = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

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

function visible(character: string): string {
  const code = character.charCodeAt(0)
  if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`
  if (code === 0x7f) return '^?'
  return `\\u${code.toString(16).padStart(4, '0')}`
}
