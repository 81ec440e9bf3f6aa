import { ProjectionInvalidError } from '../errors.ts'
import { nearest } from '../nearest.ts'
import type { ProjectionDefinition } from './definition.ts'

const members = ['name', 'streams', 'key', 'init', 'on']

export const max_key_bytes = 1024

/**
 * Checks what a projection's file exports as default.
 * @throws {ProjectionInvalidError} naming the file and the member
 */
export function validDefinition(exported: unknown, file: string): ProjectionDefinition<unknown> {
  if (exported === undefined)
    throw new ProjectionInvalidError(`'${file}' has no default export`, {
      hint: "a projection is 'export default defineProjection({ init, on })'; keep other modules in a folder below",
    })
  if (!isObject(exported)) throw invalid(file, `its default export is ${kindOf(exported)}, not a definition`)
  const definition = exported as Record<keyof ProjectionDefinition<unknown>, unknown>
  for (const name of Object.keys(definition)) if (!members.includes(name)) throw unknownMember(file, name)
  const { name, streams, key, init, on } = definition
  if (name !== undefined) checkName(name, file)
  if (streams !== undefined) checkStreams(streams, file)
  if (typeof key === 'string') checkKey(key, file)
  else if (key !== undefined && typeof key !== 'function')
    throw invalid(file, `'key' is ${kindOf(key)}, not a text or a function`)
  if (typeof init !== 'function') throw invalid(file, `'init' is ${kindOf(init)}, not a function`)
  checkHandlers(on, file)
  return definition as ProjectionDefinition<unknown>
}

/** A name is a folder of the work tree, and stands before the `/` of a revision. */
export function checkName(name: unknown, file: string): void {
  if (typeof name !== 'string' || !/^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/.test(name))
    throw invalid(
      file,
      `its name ${typeof name === 'string' ? `'${name}'` : `is ${kindOf(name)}, which`} is not 1 to 100 letters, digits, '.', '_' and '-'`,
    )
}

function checkStreams(streams: unknown, file: string): void {
  const globs: unknown[] = Array.isArray(streams) ? streams : [streams]
  if (globs.length === 0) throw invalid(file, "'streams' is an empty list")
  for (const glob of globs)
    if (typeof glob !== 'string' || glob === '')
      throw invalid(file, `'streams' has ${glob === '' ? 'an empty text' : kindOf(glob)} for a glob`)
}

function checkKey(key: string, file: string): void {
  const problem = keyProblem(key)
  if (problem !== undefined) throw invalid(file, `'key' ${problem}`)
}

/** What is wrong with a document's key; undefined when nothing is. */
export function keyProblem(key: unknown): string | undefined {
  if (typeof key !== 'string') return `is ${kindOf(key)}, not a text`
  if (key === '') return 'is empty'
  if (!key.isWellFormed()) return 'holds a lone surrogate, which is not Unicode'
  const sizeBytes = Buffer.byteLength(key)
  return sizeBytes > max_key_bytes ? `has ${sizeBytes} bytes, more than ${max_key_bytes}` : undefined
}

function checkHandlers(on: unknown, file: string): void {
  if (!isObject(on)) throw invalid(file, `'on' is ${kindOf(on)}, not an object of handlers`)
  const handlers = Object.entries(on)
  if (handlers.length === 0) throw invalid(file, "'on' has no handlers")
  for (const [type, handler] of handlers)
    if (typeof handler !== 'function')
      throw invalid(file, `the handler of '${type}' is ${kindOf(handler)}, not a function`)
}

function unknownMember(file: string, name: string): ProjectionInvalidError {
  const [meant] = nearest(name, members)
  return new ProjectionInvalidError(`'${file}': a definition has no '${name}'`, {
    hint: meant === undefined ? `it has ${members.join(', ')}` : `did you mean '${meant}'?`,
  })
}

function invalid(file: string, problem: string): ProjectionInvalidError {
  return new ProjectionInvalidError(`'${file}': ${problem}`)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (value === undefined) return 'missing'
  if (Array.isArray(value)) return 'a list'
  return /^[aeiou]/.test(typeof value) ? `an ${typeof value}` : `a ${typeof value}`
}
