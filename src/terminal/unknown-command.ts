import { UsageError } from '../errors.ts'
import { nearest, suggestion } from '../nearest.ts'
import type { CommandShape } from './page.ts'

export function unknownCommand(name: string, commands: readonly CommandShape[]): UsageError {
  if (name.startsWith('-')) return new UsageError(`unknown option '${name}'`, { hint: "see 'es --help'" })
  const names = commands.flatMap(({ id, aliases = [] }) => [id, ...aliases])
  const [meant] = nearest(name, names)
  const hint = meant === undefined ? "see 'es help' for the list" : `did you mean ${suggestion(name, meant)}?`
  return new UsageError(`unknown command '${name}'`, { hint })
}
