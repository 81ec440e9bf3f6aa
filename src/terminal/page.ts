/** A command as oclif describes it, from its class or from the manifest; only what a page shows. */
export interface CommandShape {
  readonly id: string
  readonly summary?: string | undefined
  readonly description?: string | undefined
  readonly aliases?: readonly string[]
  readonly hidden?: boolean | undefined
  readonly args?: Readonly<Record<string, ArgShape>>
  readonly flags?: Readonly<Record<string, FlagShape>>
  readonly examples?: readonly unknown[] | undefined
  readonly [property: string]: unknown
}

interface ArgShape {
  readonly name?: string | undefined
  readonly description?: string | undefined
  readonly required?: boolean | undefined
  readonly multiple?: boolean | undefined
  readonly hidden?: boolean | undefined
}

interface FlagShape {
  readonly type?: string
  readonly char?: string | undefined
  readonly summary?: string | undefined
  readonly description?: string | undefined
  readonly helpValue?: string | readonly string[] | undefined
  readonly helpGroup?: string | undefined
  readonly hidden?: boolean | undefined
  readonly options?: readonly string[] | undefined
  readonly aliases?: readonly string[] | undefined
}

/** A word of the command line and what it means. */
export type Term = { readonly term: string; readonly meaning: string }

/** What is told about one command, in the order in which it is told. */
export interface CommandPage {
  readonly name: string
  readonly summary: string
  /** The words after `es NAME`. */
  readonly synopsis: readonly string[]
  readonly aliases: readonly string[]
  readonly paragraphs: readonly string[]
  readonly arguments: readonly Term[]
  readonly options: readonly Term[]
  /** The options that every command has. */
  readonly globalOptions: readonly Term[]
  /** Command lines. */
  readonly examples: readonly string[]
}

export function commandPage(command: CommandShape): CommandPage {
  const args = Object.entries(command.args ?? {}).filter(([, arg]) => !arg.hidden)
  const flags = Object.entries(command.flags ?? {}).filter(([, flag]) => !flag.hidden)
  const own = flags.filter(([, flag]) => flag.helpGroup !== 'GLOBAL')
  const global = flags.filter(([, flag]) => flag.helpGroup === 'GLOBAL')
  const paths = typeof command.pathsName === 'string' ? [`[-- ${command.pathsName}...]`] : []
  return {
    name: command.id,
    summary: command.summary ?? '',
    synopsis: ['[options]', ...args.map(([name, arg]) => argumentWord(name, arg)), ...paths],
    aliases: command.aliases ?? [],
    paragraphs: paragraphsOf(command.description ?? ''),
    arguments: args.map(([name, arg]) => ({ term: name.toUpperCase(), meaning: arg.description ?? '' })),
    options: own.map(optionTerm),
    globalOptions: global.map(optionTerm),
    examples: (command.examples ?? []).map(exampleLine),
  }
}

/** The commands that help names, in order of their names. oclif lists a command once more under each alias. */
export function listedCommands<C extends CommandShape>(commands: readonly C[]): C[] {
  return commands
    .filter(({ id, hidden, aliases = [] }) => !hidden && !aliases.includes(id))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** The command with this name or alias. */
export function namedCommand<C extends CommandShape>(commands: readonly C[], name: string): C | undefined {
  return listedCommands(commands).find(({ id, aliases = [] }) => id === name || aliases.includes(name))
}

function argumentWord(name: string, { required, multiple }: ArgShape): string {
  const word = `${name.toUpperCase()}${multiple ? '...' : ''}`
  return required ? word : `[${word}]`
}

function optionTerm([name, flag]: [string, FlagShape]): Term {
  const value = flag.type === 'option' ? valueName(flag) : undefined
  const long = [name, ...(flag.aliases ?? [])].map(
    (each) => `--${each}${value === undefined ? '' : `=${value}`}`,
  )
  const short = flag.char === undefined ? [] : [`-${flag.char}${value === undefined ? '' : ` ${value}`}`]
  return { term: [...short, ...long].join(', '), meaning: flag.summary ?? flag.description ?? '' }
}

function valueName({ helpValue, options }: FlagShape): string {
  if (helpValue !== undefined) return typeof helpValue === 'string' ? helpValue : helpValue.join(' ')
  return options === undefined ? 'VALUE' : options.join('|')
}

function exampleLine(example: unknown): string {
  return typeof example === 'string' ? example : (example as { command: string }).command
}

function paragraphsOf(description: string): string[] {
  return description
    .split(/\n\s*\n/)
    .map((text) => text.trim())
    .filter((text) => text !== '')
}
