import { NumberInexactError } from '../errors.ts'
import { firstInexactNumber } from './exact-json.ts'

/**
 * The value of a text of the event at a position that may hold numbers which a double cannot.
 * Slow: a text that is known to hold none is parsed without it.
 * @throws {NumberInexactError} with the path of the first such number.
 */
export function exactValue(text: string, position: number): unknown {
  const inexact = firstInexactNumber(text)
  if (inexact !== undefined)
    throw new NumberInexactError({ position, path: inexact.path, text: inexact.number })
  return JSON.parse(text)
}
