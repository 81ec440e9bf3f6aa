/** A command line as far as the cursor, taken apart. */
export interface ShellWords {
  /** Without their quotes; the last is the one at the cursor, perhaps empty. */
  readonly words: readonly string[]
  /** The quote that is open at the cursor. */
  readonly quote: "'" | '"' | undefined
}

/** Reads the words of one simple command as a POSIX shell does; what expands stays as it is typed. */
export function shellWords(line: string): ShellWords {
  const words: string[] = []
  let word = ''
  let isInWord = false
  let quote: ShellWords['quote']
  for (let index = 0; index < line.length; index++) {
    const character = line[index]!
    if (quote === "'" ? character === "'" : quote === '"' && character === '"') quote = undefined
    else if (quote !== undefined) {
      if (quote === '"' && character === '\\' && /["\\$`]/.test(line[index + 1] ?? '')) index++
      word += line[index]
    } else if (character === "'" || character === '"') {
      quote = character
      isInWord = true
    } else if (/\s/.test(character)) {
      if (isInWord) words.push(word)
      word = ''
      isInWord = false
    } else {
      if (character === '\\' && index + 1 < line.length) index++
      word += line[index]
      isInWord = true
    }
  }
  return { words: [...words, word], quote }
}
