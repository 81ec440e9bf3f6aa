import type { Config } from '@oclif/core/config'
import { hasOption, isOption, takesValue, wantsDocuments } from './command-line.ts'
import { namedCommand } from './page.ts'
import type { Program } from './program.ts'
import { session } from './session.ts'
import { StoreCommand } from './store-command.ts'
import { unknownCommand } from './unknown-command.ts'
import { refuseInvalidUtf8 } from './word-bytes.ts'

export async function run(words: readonly string[], program: Program): Promise<void> {
  const asked = { json: wantsDocuments(words), debug: hasOption(words, 'debug') }
  const fail = (error: unknown): void => session.fail(error, asked)
  process.on('uncaughtException', (error) => {
    fail(error)
    process.exit()
  })
  try {
    refuseInvalidUtf8(words)
    await dispatch(commandFirst(words), program)
  } catch (error) {
    fail(error)
  } finally {
    await session.end()
  }
}

async function dispatch(words: readonly string[], program: Program): Promise<void> {
  const [name, ...rest] = words
  if (name === undefined || name === '--help' || name === '-h') return await help(rest, program)
  if (asksForHelp(rest)) return await help(['--text', name], program)
  if (name === 'help') return await help(rest, program)
  if (Object.hasOwn(program.commands, name)) return await start(name, rest, program, unreadConfig(program))
  const config = await readConfig(program)
  const command = namedCommand(config.commands, name)
  if (command === undefined) throw unknownCommand(name, config.commands)
  await start(command.id, rest, program, config)
}

async function help(words: readonly string[], program: Program): Promise<void> {
  await start('help', words, program, await readConfig(program))
}

async function start(id: string, words: readonly string[], program: Program, config: Config): Promise<void> {
  const Command = program.commands[id]!
  Command.id = id
  await new Command([...words], config as never).start()
}

/** What a command needs to know of the program, when it asks nothing about the commands: reading them costs time. */
function unreadConfig({ root }: Program): Config {
  const noHooks = async () => ({ successes: [], failures: [] })
  return { root, bin: 'es', runHook: noHooks } as unknown as Config
}

async function readConfig({ root }: Program): Promise<Config> {
  const { Config } = await import('@oclif/core/config')
  const { settings } = await import('@oclif/core/settings')
  // Without this oclif looks for TypeScript sources when NODE_ENV is 'test' or 'development'.
  settings.enableAutoTranspile = false
  return await Config.load({ root })
}

/** `es --store DIR log` is `es log --store DIR`: options of all commands may stand before the command's name. */
function commandFirst(words: readonly string[]): string[] {
  const options = StoreCommand.baseFlags
  let end = 0
  while (isOption(words[end], options)) end += takesValue(words[end] as string, options) ? 2 : 1
  const [name, ...after] = words.slice(end)
  return name === undefined ? [...words] : [name, ...words.slice(0, end), ...after]
}

function asksForHelp(words: readonly string[]): boolean {
  return hasOption(words, 'help') || words[0] === '-h'
}
