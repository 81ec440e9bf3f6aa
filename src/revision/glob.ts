/** What tells which texts fit. */
export interface GlobPattern {
  test(text: string): boolean
}

/** A pattern for texts that fit one of the globs: `*` for any text, `?` for one character, over the whole text. */
export function globPattern(globs: readonly string[]): GlobPattern {
  return { test: (text) => globs.some((glob) => fits(text, glob)) }
}

export function isGlob(text: string): boolean {
  return /[*?]/.test(text)
}

/**
 * Goes back to the last `*` only, which is always enough: at most as many steps as the two lengths' product, where a
 * regular expression tries every way to share a text among its `.*`.
 */
function fits(text: string, glob: string): boolean {
  let at = 0
  let inGlob = 0
  let star = -1
  let starEnds = 0
  while (at < text.length) {
    if (glob[inGlob] === '*') {
      star = inGlob++
      starEnds = at
    } else if (glob[inGlob] === '?') {
      at = afterCharacter(text, at)
      inGlob++
    } else if (glob[inGlob] === text[at]) {
      at++
      inGlob++
    } else {
      if (star === -1) return false
      starEnds = afterCharacter(text, starEnds)
      at = starEnds
      inGlob = star + 1
    }
  }
  while (glob[inGlob] === '*') inGlob++
  return inGlob === glob.length
}

/** Where the next character begins; one above U+FFFF takes two places. */
function afterCharacter(text: string, at: number): number {
  return at + ((text.codePointAt(at) as number) > 0xffff ? 2 : 1)
}
