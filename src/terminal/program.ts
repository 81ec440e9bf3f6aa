import type { EsCommand } from './es-command.ts'

type CommandClass = (new (argv: string[], config: never) => EsCommand) & { id: string }

/** The program as it was built: bin/es.js runs it. */
export interface Program {
  /** The folder of the package: it holds package.json, the man pages, and the manifest of the commands. */
  readonly root: string
  /** By name. Reading one loads it, so only the one that is run is read. */
  readonly commands: Readonly<Record<string, CommandClass>>
}
