/**
 * The candidates that a mistyped word may have meant, nearest first, at most `limit`; empty when none is near.
 * Near is: at most one edit for every three characters of the longer word, or the one begins with the other; upper and
 * lower case are no difference, nor are characters that look alike.
 */
export function nearest(word: string, candidates: Iterable<string>, limit = 1): string[] {
  const near: { candidate: string; distance: number }[] = []
  const typed = seen(word).toLowerCase()
  for (const candidate of candidates) {
    const meant = seen(candidate).toLowerCase()
    const distance = editDistance(typed, meant)
    const longer = Math.max(typed.length, meant.length)
    // One letter for another is no mistake, but another word.
    const allowed = Math.min(longer - 1, Math.max(1, Math.floor(longer / 3)))
    const begins = typed.length >= 2 && (meant.startsWith(typed) || typed.startsWith(meant))
    if (distance <= allowed || begins) near.push({ candidate, distance })
  }
  const inOtherCase = near.filter(({ distance }) => distance === 0)
  if (inOtherCase.length > 0) return inOtherCase.slice(0, limit).map(({ candidate }) => candidate)
  near.sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
  return near.slice(0, limit).map(({ candidate }) => candidate)
}

/**
 * A suggestion as it is shown: in quotes, and where it looks like what was typed, with the characters in which the two
 * differ from plain letters as `\u` escapes.
 * @param shown what stands in the quotes: `name@7` for the stream `name`.
 */
export function suggestion(typed: string, meant: string, shown = meant): string {
  if (typed === meant || seen(typed) !== seen(meant)) return `'${shown}'`
  return `'${shown}' (${escaped(meant)}, and not ${escaped(typed)})`
}

/** Cyrillic and Greek letters that look like Latin ones; after UTS #39, as far as names are likely to hold them. */
const letters = 'абеоросухАВЕКМНОРСТХіІјЈѕЅԁһΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανρ'
const latin = 'a6eopocyxABEKMHOPCTXiIjJsSdhABEZHIKMNOPTYXoavp'
const likenesses = new Map(Array.from(letters, (letter, index) => [letter, latin[index] as string]))
const invisible = /[\p{Default_Ignorable_Code_Point}]/gu

/** Equal for texts that look the same: in one Unicode form, without what is invisible, look-alikes as Latin letters. */
function seen(text: string): string {
  if (/^[ -~]*$/.test(text)) return text
  const normal = text.normalize('NFKC').replace(invisible, '')
  return Array.from(normal, (character) => likenesses.get(character) ?? character).join('')
}

function escaped(text: string): string {
  return text.replace(/[^ -~]/gu, (character) => {
    const digits = (character.codePointAt(0) as number).toString(16)
    return digits.length > 4 ? `\\u{${digits}}` : `\\u${digits.padStart(4, '0')}`
  })
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment; Damerau, 1964). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      let cost = Math.min(last[column - 1]! + (same ? 0 : 1), last[column]! + 1, current[column - 1]! + 1)
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        cost = Math.min(cost, beforeLast[column - 2]! + 1)
      current.push(cost)
    }
    beforeLast = last
    last = current
  }
  return last[b.length]!
}
