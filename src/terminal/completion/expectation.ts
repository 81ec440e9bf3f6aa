import { type CommandEntry, commandNamed, type FlagEntry, type Manifest } from './manifest.ts'

/** What may stand at the cursor. */
export type Expectation =
  | { readonly kind: 'command' }
  | { readonly kind: 'option'; readonly flags: readonly FlagEntry[] }
  | { readonly kind: 'word'; readonly of: WordKind }
  | { readonly kind: 'choice'; readonly values: readonly string[] }

/** What a word names, which the store, the manifest or the file system knows. */
export type WordKind =
  | 'revision'
  | 'checkout'
  | 'tag'
  | 'ref'
  | 'stream'
  | 'type'
  | 'category'
  | 'projection'
  | 'snapshot'
  | 'document'
  | 'topic'
  | 'shell'
  | 'file'
  | 'folder'
  | 'nothing'

export interface Place {
  readonly expects: Expectation
  /** What of the word at the cursor stands before what is completed: `--at=`. */
  readonly before: string
  /** The rest of that word, up to the cursor. */
  readonly typed: string
}

/** What an argument or an option's value names, by what help calls it. */
const kinds: Readonly<Record<string, WordKind>> = {
  revision: 'revision',
  range: 'revision',
  from: 'revision',
  to: 'revision',
  target: 'checkout',
  ref: 'ref',
  stream: 'stream',
  type: 'type',
  category: 'category',
  projection: 'projection',
  name: 'projection',
  document: 'document',
  command: 'topic',
  shell: 'shell',
  file: 'file',
  dir: 'folder',
}

/** Where the name alone does not tell. */
const exceptions: Readonly<Record<string, WordKind>> = {
  'tag name': 'tag',
  'append data': 'nothing',
  'snapshot name': 'snapshot',
}

const value_kinds: Readonly<Record<string, WordKind>> = {
  DIR: 'folder',
  FILE: 'file',
  REVISION: 'revision',
  RANGE: 'revision',
  STREAM: 'stream',
  TYPE: 'type',
}

/** Options whose value says less than their name. */
const option_kinds: Readonly<Record<string, WordKind>> = { category: 'category' }

/** @param words those of the command line after the program's name; the last is the one at the cursor, perhaps empty. */
export function expectationAt(words: readonly string[], manifest: Manifest): Place {
  const typed = words.at(-1) ?? ''
  const before = words.slice(0, -1)
  const global = globalFlags(manifest)
  const start = commandIndex(before, global)
  const name = before[start]
  if (name === undefined) {
    // `before` ends with an option that waits for its value.
    const waiting = start > before.length && global.find((flag) => before.at(-1) === `--${flag.name}`)
    if (waiting) return place(expectedValue(waiting), typed)
    return typed.startsWith('-')
      ? place({ kind: 'option', flags: [...flagsWithoutCommand, ...global] }, typed)
      : place({ kind: 'command' }, typed)
  }
  const command = commandNamed(manifest, name)
  if (command === undefined) return place({ kind: 'word', of: 'nothing' }, typed)
  return placeIn(name, command, before.slice(start + 1), typed)
}

function placeIn(name: string, command: CommandEntry, before: readonly string[], typed: string): Place {
  const flags = Object.values(command.flags).filter(({ hidden }) => !hidden)
  const { args, waiting, paths, given } = scan(before, flags)
  if (waiting !== undefined) return place(expectedValue(waiting), typed)
  if (paths && command.pathsName !== undefined)
    return place({ kind: 'word', of: value_kinds[command.pathsName] ?? 'document' }, typed)
  const assigned = paths ? null : /^(--[^=]+=)(.*)$/s.exec(typed)
  if (assigned !== null) {
    const flag = flags.find((each) => namesOf(each).includes(assigned[1]!.slice(0, -1)))
    return flag === undefined ? place(nothing, typed) : place(expectedValue(flag), assigned[2]!, assigned[1])
  }
  if (typed.startsWith('-') && !paths)
    return place({ kind: 'option', flags: flags.filter((each) => each.multiple || !given.has(each)) }, typed)
  return place({ kind: 'word', of: argumentKind(name, command, args) }, typed)
}

const nothing: Expectation = { kind: 'word', of: 'nothing' }

function place(expects: Expectation, typed: string, before = ''): Place {
  return { expects, typed, before }
}

/** What the words before the cursor leave open: an option that waits for its value, how many arguments there were. */
function scan(words: readonly string[], flags: readonly FlagEntry[]) {
  const given = new Set<FlagEntry>()
  let waiting: FlagEntry | undefined
  let args = 0
  let paths = false
  for (const word of words) {
    if (waiting !== undefined) waiting = undefined
    else if (paths) args++
    else if (word === '--') paths = true
    else if (word.startsWith('-') && word.length > 1) {
      const [name] = word.split('=', 1)
      const flag = flags.find((each) => namesOf(each).includes(name!))
      if (flag !== undefined) given.add(flag)
      if (flag?.type === 'option' && !word.includes('=')) waiting = flag
    } else args++
  }
  return { given, waiting, args, paths }
}

/** As they are typed: `--max-count`, `-n`. */
export function namesOf({ name, aliases = [], char }: FlagEntry): string[] {
  const long = [name, ...aliases].map((each) => `--${each}`)
  return char === undefined ? long : [...long, `-${char}`]
}

function expectedValue({ name, options, helpValue = '' }: FlagEntry): Expectation {
  if (options !== undefined) return { kind: 'choice', values: options }
  return { kind: 'word', of: option_kinds[name] ?? value_kinds[helpValue] ?? 'nothing' }
}

function argumentKind(command: string, { args, strict }: CommandEntry, index: number): WordKind {
  const names = Object.keys(args)
  const name = names[index] ?? (strict === false ? names[0] : undefined)
  if (name === undefined) return 'nothing'
  return exceptions[`${command} ${name}`] ?? kinds[name] ?? 'nothing'
}

/** Options of all commands may stand before the command's name; this is where it stands. */
function commandIndex(words: readonly string[], flags: readonly FlagEntry[]): number {
  let index = 0
  for (;;) {
    const [name, value] = (words[index] ?? '').split('=', 2)
    const flag = flags.find((each) => name === `--${each.name}`)
    if (flag === undefined) return index
    index += flag.type === 'option' && value === undefined ? 2 : 1
  }
}

/** Those that every command on a store has. */
function globalFlags(manifest: Manifest): FlagEntry[] {
  const named = new Map<string, FlagEntry>()
  for (const { flags } of Object.values(manifest))
    for (const flag of Object.values(flags)) if (flag.helpGroup === 'GLOBAL') named.set(flag.name, flag)
  return [...named.values()]
}

const flagsWithoutCommand: readonly FlagEntry[] = [
  { name: 'help', type: 'boolean', summary: 'tell what there is' },
  { name: 'version', type: 'boolean', summary: 'print the version' },
]
