import { ProjectionInvalidError } from '../errors.ts'
import { nearest, suggestion } from '../nearest.ts'
import type { Described } from './inside/code.ts'

const members = ['name', 'streams', 'key', 'init', 'on', 'numbers']

export const max_key_bytes = 1024

/** A definition as far as the program must know it: its functions stay in their realm. */
export interface CheckedDefinition {
  readonly name: string | undefined
  readonly streams: readonly string[] | undefined
  /** A text: the one document's. */
  readonly key: 'stream' | 'computed' | { readonly fixed: string }
  readonly numbers: 'text' | undefined
}

/**
 * Checks what a projection's file exports as default.
 * @throws {ProjectionInvalidError} naming the file and the member
 */
export function checkedDefinition(exported: Described, file: string): CheckedDefinition {
  if (exported.kind === 'missing')
    throw new ProjectionInvalidError(`'${file}' has no default export`, {
      hint: "a projection is 'export default defineProjection({ init, on })'; keep other modules in a folder below",
    })
  if (exported.members === undefined)
    throw invalid(file, `its default export is ${exported.kind}, not a definition`)
  const given = new Map(exported.members)
  for (const name of given.keys()) if (!members.includes(name)) throw unknownMember(file, name)
  const of = (name: string) => given.get(name) ?? missing
  const name = of('name')
  if (isGiven(name)) checkName(name, file)
  const numbers = of('numbers')
  if (isGiven(numbers) && numbers.text !== 'text') throw invalid(file, `'numbers' is not 'text'`)
  const { kind } = of('init')
  if (kind !== 'a function') throw invalid(file, `'init' is ${kind}, not a function`)
  checkHandlers(of('on'), file)
  return {
    name: name.text,
    streams: streamsOf(of('streams'), file),
    key: keyOf(of('key'), file),
    numbers: isGiven(numbers) ? 'text' : undefined,
  }
}

const missing: Described = { kind: 'missing' }

function isGiven({ kind }: Described): boolean {
  return kind !== 'missing'
}

/** A name is a folder of the work tree, and stands before the `/` of a revision. */
export function checkName({ kind, text }: Described, file: string): void {
  if (text === undefined || !/^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/.test(text))
    throw invalid(
      file,
      `its name ${text === undefined ? `is ${kind}, which` : `'${text}'`} is not 1 to 100 letters, digits, '.', '_' and '-'`,
    )
}

function streamsOf(streams: Described, file: string): string[] | undefined {
  if (!isGiven(streams)) return undefined
  const globs = streams.items ?? [streams]
  if (globs.length === 0) throw invalid(file, "'streams' is an empty list")
  return globs.map(({ kind, text }) => {
    if (text === undefined || text === '')
      throw invalid(file, `'streams' has ${text === '' ? 'an empty text' : kind} for a glob`)
    return text
  })
}

function keyOf({ kind, text }: Described, file: string): CheckedDefinition['key'] {
  if (kind === 'missing') return 'stream'
  if (kind === 'a function') return 'computed'
  if (text === undefined) throw invalid(file, `'key' is ${kind}, not a text or a function`)
  const problem = keyProblem(text)
  if (problem !== undefined) throw invalid(file, `'key' ${problem}`)
  return { fixed: text }
}

/** What is wrong with a document's key; undefined when nothing is. */
export function keyProblem(key: string): string | undefined {
  if (key === '') return 'is empty'
  if (!key.isWellFormed()) return 'holds a lone surrogate, which is not Unicode'
  const sizeBytes = Buffer.byteLength(key)
  return sizeBytes > max_key_bytes ? `has ${sizeBytes} bytes, more than ${max_key_bytes}` : undefined
}

function checkHandlers({ kind, members: handlers }: Described, file: string): void {
  if (handlers === undefined) throw invalid(file, `'on' is ${kind}, not an object of handlers`)
  if (handlers.length === 0) throw invalid(file, "'on' has no handlers")
  for (const [type, handler] of handlers)
    if (handler.kind !== 'a function')
      throw invalid(file, `the handler of '${type}' is ${handler.kind}, not a function`)
}

function unknownMember(file: string, name: string): ProjectionInvalidError {
  const [meant] = nearest(name, members)
  return new ProjectionInvalidError(`'${file}': a definition has no '${name}'`, {
    hint: meant === undefined ? `it has ${members.join(', ')}` : `did you mean ${suggestion(name, meant)}?`,
  })
}

function invalid(file: string, problem: string): ProjectionInvalidError {
  return new ProjectionInvalidError(`'${file}': ${problem}`)
}

export function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (value === undefined) return 'missing'
  if (Array.isArray(value)) return 'a list'
  return /^[aeiou]/.test(typeof value) ? `an ${typeof value}` : `a ${typeof value}`
}
