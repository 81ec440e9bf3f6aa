/** What a reader of the README does, in order: saves a file, or types commands. Or only reads a file of the project. */
export type ReadmeBlock =
  | { readonly kind: 'file' | 'quote'; readonly path: string; readonly text: string }
  | { readonly kind: 'console'; readonly commands: readonly ReadmeCommand[] }

export interface ReadmeCommand {
  /** The number of its line in the README, from 1. */
  readonly line: number
  /** As typed, with its further lines. */
  readonly command: string
  /** What it printed, to either stream; ends in a line feed unless empty. */
  readonly output: string
}

/**
 * The blocks that can be replayed. A fence after `<!-- file: PATH -->` is to be saved there, one after
 * `<!-- quote: PATH -->` is that file of the project. A `console` fence is commands (`$ `, further lines `> `), each
 * followed by what it printed.
 */
export function readmeBlocks(markdown: string): ReadmeBlock[] {
  const blocks: ReadmeBlock[] = []
  const lines = markdown.split('\n')
  let named: { kind: 'file' | 'quote'; path: string } | undefined
  for (let index = 0; index < lines.length; index += 1) {
    const [, kind, path] = /^<!-- (file|quote): (\S+) -->$/.exec(lines[index]!) ?? []
    if ((kind === 'file' || kind === 'quote') && path !== undefined) named = { kind, path }
    const language = /^```(\w+)$/.exec(lines[index]!)?.[1]
    if (language === undefined) continue
    const end = lines.indexOf('```', index + 1)
    const inside = lines.slice(index + 1, end)
    if (named !== undefined) blocks.push({ ...named, text: inside.map((text) => `${text}\n`).join('') })
    else if (language === 'console') blocks.push({ kind: 'console', commands: commandsIn(inside, index + 2) })
    named = undefined
    index = end
  }
  return blocks
}

function commandsIn(lines: readonly string[], firstLine: number): ReadmeCommand[] {
  const commands: { line: number; command: string; output: string }[] = []
  for (const [index, line] of lines.entries()) {
    const last = commands.at(-1)
    if (line.startsWith('$ ')) commands.push({ line: firstLine + index, command: line.slice(2), output: '' })
    else if (last !== undefined && last.output === '' && line.startsWith('> '))
      last.command += `\n${line.slice(2)}`
    else if (last !== undefined) last.output += `${line}\n`
  }
  return commands
}
