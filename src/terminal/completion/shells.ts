import type { Candidate, Completion } from './candidates.ts'
import { shellWords } from './shell-words.ts'

export type Shell = 'bash' | 'zsh' | 'fish'

/** What a shell's script gave and how it wants the answer. */
export interface Question {
  /** After the program's name; the last is the one at the cursor. */
  readonly words: readonly string[]
  readonly print: (completion: Completion) => string
}

/**
 * @param given what the scripts of `scripts.ts` give: zsh and fish the words, bash the line, where the cursor is in it,
 * and what bash itself takes for the word there.
 */
export function questionOf(shell: Shell, given: readonly string[]): Question {
  if (shell !== 'bash') return { words: given, print: (completion) => lines(completion, described) }
  const [line = '', point = '', bashWord = ''] = given
  const { words, quote } = shellWords(line.slice(0, Number(point)))
  const typed = words.at(-1) ?? ''
  const cut = cutBefore(typed, bashWord)
  const value = (candidate: Candidate): string => {
    const rest = candidate.value.slice(cut)
    if (quote !== undefined) return rest
    return `${rest.replace(/[^\w@%+=:,./~^-]/gu, '\\$&')}${candidate.goesOn ? '' : ' '}`
  }
  return { words: words.slice(1), print: (completion) => lines(completion, value) }
}

/** bash ends words at `:`, `=` and `@`, and replaces only what comes after the last. */
function cutBefore(typed: string, bashWord: string): number {
  const plain = bashWord.replace(/^['"]/, '')
  const last = /^[:=@]+$/.test(plain) ? '' : plain
  return typed.endsWith(last) ? typed.length - last.length : 0
}

/** For zsh and fish: the word, what it is, and for zsh `+` where more of the word may follow; tabs between. */
function described({ value, description = '', goesOn }: Candidate): string {
  const plain = description.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u3164]|\u034f/gu, ' ')
  return `${value}\t${plain}${goesOn ? '\t+' : ''}`
}

function lines(completion: Completion, line: (candidate: Candidate) => string): string {
  if (typeof completion === 'string') return `:${completion}\n`
  return completion.map((candidate) => `${line(candidate)}\n`).join('')
}
