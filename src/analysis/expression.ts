import type * as Cel from '@marcbachmann/cel-js'
import { EsError, UsageError } from '../errors.ts'
import type { ReadModelReader } from '../projection/reader.ts'
import type { RecordedEvent } from '../store/event.ts'
import { registerMissing, registerMixedNumbers, registerNull } from './expression-overloads.ts'
import { withNullPaths } from './null-paths.ts'
import { type Looks, Variables } from './watched-models.ts'

export interface Judgement extends Looks {
  readonly isSo: boolean
}

/** A question about the read models and the event at a position. Has no side effects, and always ends. */
export type Question = (
  reader: ReadModelReader,
  position: number,
  event: RecordedEvent | undefined,
) => Judgement

/**
 * Compiles an expression of the Common Expression Language (cel-spec) over `state.<projection>["<key>"]` and `event`.
 * Beyond CEL: a path that leads nowhere is null; null is neither less nor greater than anything and counts as false,
 * nothing is in it, its size is 0, and what is reckoned with it or made of it is null. Whole and decimal numbers mix.
 * @throws {UsageError} it is no such expression; and so does the question, where the answer is neither true nor false.
 */
export async function compileQuestion(text: string): Promise<Question> {
  // Late: only this needs it.
  const cel = await import('@marcbachmann/cel-js')
  const evaluate = compiled(text, new cel.Environment(options), environmentOf(cel))
  return (reader, position, event) => {
    const variables = new Variables(reader, position, event)
    const answer = attempt(
      () => evaluate(variables),
      (reason) => `'${text}' fails at ${position}: ${reason}`,
    )
    if (typeof answer !== 'boolean' && answer !== null)
      throw new UsageError(`'${text}' is neither true nor false at ${position}, but ${kindOf(answer)}`)
    return { isSo: answer === true, documents: variables.documents, atEveryEvent: variables.atEveryEvent }
  }
}

const options = { homogeneousAggregateLiterals: false } as const

function compiled(text: string, plain: Cel.Environment, lenient: Cel.Environment) {
  const { ast } = attempt(
    () => plain.parse(text),
    (reason) => `malformed expression '${text}': ${reason}`,
  )
  return attempt(
    () => {
      const parsed = lenient.parse(withNullPaths(ast))
      const { valid, error } = parsed.check()
      if (!valid) throw error
      return parsed as (variables: object) => unknown
    },
    (reason) => `malformed expression '${text}': ${reason}`,
  )
}

/** CEL's own errors are a usage error here; others go through. */
function attempt<T>(body: () => T, messageOf: (reason: string) => string): T {
  try {
    return body()
  } catch (error) {
    if (error instanceof EsError || !(error instanceof Error) || !('summary' in error)) throw error
    const reason = String(error.summary)
    throw new UsageError(messageOf(`${reason.charAt(0).toLowerCase()}${reason.slice(1)}`), { cause: error })
  }
}

function environmentOf(cel: typeof Cel): Cel.Environment {
  const environment = new cel.Environment({ ...options, enableOptionalTypes: true })
    .registerVariable('state', 'dyn')
    .registerVariable('event', 'dyn')
  registerMissing(environment)
  registerMixedNumbers(cel, environment)
  registerNull(environment)
  return environment
}

function kindOf(value: unknown): string {
  if (typeof value === 'bigint' || typeof value === 'number') return 'a number'
  if (typeof value === 'string') return 'a text'
  return Array.isArray(value) ? 'a list' : 'an object'
}
