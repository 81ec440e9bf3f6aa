import { stripVTControlCharacters } from 'node:util'
import { nearest, suggestion } from '../nearest.ts'

export interface UsageProblem {
  readonly message: string
  readonly hint: string | undefined
}

/** What oclif's parser throws, as far as it is looked at here. */
interface ParseFailure extends Error {
  readonly parse?: {
    readonly input?: { readonly flags?: Record<string, Flag>; readonly context?: { id?: string } }
  }
  readonly flags?: readonly string[]
  readonly args?: readonly (string | { readonly name: string })[]
}

interface Flag {
  readonly char?: string
  readonly aliases?: readonly string[]
}

/** A command line that oclif's parser refused, in this program's words; undefined when the error is something else. */
export function usageProblem(error: unknown): UsageProblem | undefined {
  if (!(error instanceof Error) || !('oclif' in error)) return undefined
  const failure = error as ParseFailure
  switch (error.constructor.name) {
    case 'NonExistentFlagsError':
      return unknownOption(failure)
    case 'UnexpectedArgsError':
      return { message: `unexpected argument '${failure.args?.[0]}'`, hint: seeHelp(failure) }
    case 'RequiredArgsError':
      return { message: missingArguments(failure), hint: seeHelp(failure) }
    default:
      return { message: rephrased(error.message), hint: seeHelp(failure) }
  }
}

function unknownOption(failure: ParseFailure): UsageProblem {
  const typed = (failure.flags?.[0] ?? '').replace(/=.*$/s, '')
  const flags = Object.entries(failure.parse?.input?.flags ?? {})
  const names = flags.flatMap(([name, flag]) => [name, ...(flag.aliases ?? [])])
  const [meant] = typed.startsWith('--') ? nearest(typed.slice(2), names) : []
  return {
    message: `unknown option '${typed}'`,
    hint:
      meant === undefined
        ? seeHelp(failure)
        : `did you mean ${suggestion(typed.slice(2), meant, `--${meant}`)}?`,
  }
}

function missingArguments(failure: ParseFailure): string {
  const names = (failure.args ?? []).map((arg) => (typeof arg === 'string' ? arg : arg.name).toUpperCase())
  return names.length === 1 ? `missing argument ${names[0]}` : `missing arguments ${names.join(' and ')}`
}

function seeHelp(failure: ParseFailure): string | undefined {
  const id = failure.parse?.input?.context?.id
  return id === undefined ? undefined : `see 'es ${id} --help'`
}

/** oclif has no classes for these, only texts. Pinned by a test. */
function rephrased(message: string): string {
  const text = message.replace(/\n+See more help with --help$/, '')
  const parsing = /^Parsing --(\S+) \n\t([\s\S]*)$/.exec(text)
  if (parsing !== null) return `--${parsing[1]}: ${lowerFirst(parsing[2] ?? '')}`
  const choice = /^Expected (--[^=]+)=([\s\S]*) to be one of: (.*)$/.exec(text)
  if (choice !== null) return `${choice[1]}: '${choice[2]}' is not one of ${choice[3]}`
  const argument = /^Expected ([\s\S]*) to be one of: (.*)$/.exec(text)
  if (argument !== null) return `'${argument[1]}' is not one of ${argument[2]}`
  const validation = /^The following errors? occurred:\s+([\s\S]*)$/.exec(text)
  if (validation !== null) return contradiction(stripVTControlCharacters(validation[1] ?? ''))
  return lowerFirst(text.replace(/^Flag --/, 'option --'))
}

/** Of several reasons the first: the others are often the same the other way round. */
function contradiction(reasons: string): string {
  const reason = reasons.split('\n', 1)[0]!.trim()
  const both = /^(--[^\s=]+)(?:=.*)? cannot also be provided when using (--\S+)$/.exec(reason)
  if (both !== null) return `${both[1]} and ${both[2]} cannot be used together`
  const needed = /^All of the following must be provided when using (--[^\s:]+): (.*)$/.exec(reason)
  if (needed !== null) return `${needed[1]} needs ${needed[2]?.replaceAll(', ', ' and ')}`
  const choice = /^Exactly one of the following must be provided: (.*)$/.exec(reason)
  if (choice !== null) return `missing option: ${choice[1]?.replaceAll(', ', ' or ')}`
  const required = /^Missing required flag (.*)$/.exec(reason)
  return required === null ? lowerFirst(reason) : `missing option --${required[1]}`
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
