/**
 * How well a text fits what was typed: all of its characters, in that order. Characters that follow each other, or that
 * begin a word, count more (after fzf's greedy matching). Undefined when it does not fit. Case counts only when typed.
 */
export function fuzzyScore(typed: string, text: string): number | undefined {
  if (typed === '') return 0
  const wanted = typed.toLowerCase() === typed ? text.toLowerCase() : text
  let score = -text.length / 256
  let at = -1
  for (const character of typed) {
    const next = wanted.indexOf(character, at + 1)
    if (next === -1) return undefined
    if (next === at + 1) score += 2
    else if (next === 0 || /[^\p{L}\p{N}]/u.test(wanted[next - 1] as string)) score += 1
    at = next
  }
  return score
}

/** The best of the texts, at most so many, best first; in their own order where they fit alike. */
export function fuzzyBest(typed: string, texts: Iterable<string>, most: number): string[] {
  const best: { text: string; score: number }[] = []
  for (const text of texts) {
    const score = fuzzyScore(typed, text)
    if (score === undefined || (best.length === most && score <= (best.at(-1)?.score ?? 0))) continue
    let at = best.length
    while (at > 0 && (best[at - 1]?.score ?? 0) < score) at--
    best.splice(at, 0, { text, score })
    if (best.length > most) best.pop()
  }
  return best.map(({ text }) => text)
}
