/** A pattern for texts that fit one of the globs: `*` for any text, `?` for one character, over the whole text. */
export function globPattern(globs: readonly string[]): RegExp {
  return new RegExp(`^(?:${globs.map(globSource).join('|')})$`, 'su')
}

export function isGlob(text: string): boolean {
  return /[*?]/.test(text)
}

/** Runs of `*` are one, so that the pattern cannot backtrack for ever on a text that does not fit. */
function globSource(glob: string): string {
  return glob
    .replace(/[\\^$.+()[\]{}|/]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.')
}
