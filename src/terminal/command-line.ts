import { UsageError } from '../errors.ts'

/** What must be known of an option to tell its value from an argument. */
export interface OptionShape {
  readonly type: 'boolean' | 'option'
  readonly char?: string | undefined
}

/** A command's own part of the command line. */
export interface CommandLine {
  /** Options, and arguments before `--` (or all arguments, with their `--`, when the command takes no paths). */
  readonly argv: string[]
  /** What came after `--`, for a command that takes paths; undefined when there was no `--`. */
  readonly paths: string[] | undefined
}

/** Marks the value of `--sort=-name`, which oclif's parser would take for an option. No word of a command line holds it. */
const guard = '\u0000'

/** An option's value, or values, as typed. */
export function unguarded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unguarded)
  return typeof value === 'string' && value.startsWith(guard) ? value.slice(guard.length) : value
}

/**
 * Prepares the words for oclif's parser, which would take `-5` for an argument: it becomes `-n 5` where there is an
 * option `-n`, and is refused elsewhere. For a command that takes paths, splits at `--`.
 */
export function prepareCommandLine(
  words: readonly string[],
  options: Readonly<Record<string, OptionShape>>,
  takesPaths: boolean,
): CommandLine {
  const argv: string[] = []
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!
    if (word === '--') {
      const rest = words.slice(index + 1)
      return takesPaths ? { argv, paths: rest } : { argv: [...argv, word, ...rest], paths: undefined }
    }
    const assigned = /^--([^=]+)=(-.*)$/s.exec(word)
    if (assigned !== null && options[assigned[1]!]?.type === 'option') {
      argv.push(`--${assigned[1]}`, guard + assigned[2])
      continue
    }
    const [, named = ''] = /^--([^=]+)=/.exec(word) ?? []
    // oclif would take it for the option, and drop the value.
    if (options[named]?.type === 'boolean') throw new UsageError(`option '--${named}' takes no value`)
    if (/^-\d+$/.test(word)) argv.push(...countOption(word, options))
    else argv.push(word)
    if (takesValue(word, options) && index + 1 < words.length) argv.push(words[++index]!)
  }
  return { argv, paths: undefined }
}

function countOption(word: string, options: Readonly<Record<string, OptionShape>>): string[] {
  if (Object.values(options).some((option) => option.char === 'n' && option.type === 'option'))
    return ['-n', word.slice(1)]
  throw new UsageError(`unknown option '${word}'`, { hint: `a value that begins with '-' goes after '--'` })
}

/** True when a word is one of the options, with or without its value: `--store`, `--store=DIR`. */
export function isOption(word: string | undefined, options: Readonly<Record<string, OptionShape>>): boolean {
  const [, name = ''] = /^--([^=]+)/.exec(word ?? '') ?? []
  return Object.hasOwn(options, name)
}

/** True when the word after this option is its value. */
export function takesValue(word: string, options: Readonly<Record<string, OptionShape>>): boolean {
  if (word.startsWith('--')) return options[word.slice(2)]?.type === 'option'
  if (!/^-[A-Za-z]$/.test(word)) return false
  return Object.values(options).some((option) => option.char === word[1] && option.type === 'option')
}

/** True when `--name` stands before any `--`: for what must be known although the rest cannot be parsed. */
export function hasOption(words: readonly string[], name: string): boolean {
  const end = words.indexOf('--')
  return (end === -1 ? words : words.slice(0, end)).includes(`--${name}`)
}

/** True when a program reads stdout, so that a failure is a document there, too: as the last line of `--jsonl`. */
export function wantsDocuments(words: readonly string[]): boolean {
  return hasOption(words, 'json') || hasOption(words, 'jsonl')
}

/** The command line as one could type it again in a POSIX shell: one line, whatever is in its words. */
export function shellText(words: readonly string[]): string {
  return words.map(shellWord).join(' ')
}

function shellWord(word: string): string {
  if (/^[\w@%+=:,./~^{}-]+$/.test(word)) return word
  if (!/\p{Cc}/u.test(word)) return `'${word.replaceAll("'", `'\\''`)}'`
  // $'…' is POSIX since 2024, and older than that in most shells.
  return `$'${word.replace(/[\\']|\p{Cc}/gu, escapedInDollarQuotes)}'`
}

function escapedInDollarQuotes(character: string): string {
  if (character === '\n') return '\\n'
  if (character === '\t') return '\\t'
  if (character === '\\' || character === "'") return `\\${character}`
  return [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')
}
