import { NumberInexactError } from '../errors.ts'
import { type InexactNumber, inexactNumbers } from './exact-json.ts'
import { applyInexact, type InexactMember } from './inexact-members.ts'

/**
 * The value of a text of the event at a position that may hold numbers which a double cannot: reading such a member
 * throws, nothing else does. Slow: a text that is known to hold none is parsed without it.
 * @throws {NumberInexactError} the whole text is such a number. With the path of the number, as when one is read.
 */
export function exactValue(text: string, position: number): unknown {
  const numbers = inexactNumbers(text)
  const errors = new Map<InexactMember, NumberInexactError>()
  const members = numbers.map((number) => {
    const error = new NumberInexactError({ position, ...number })
    const member = memberOf(number, error.message)
    errors.set(member, error)
    return member
  })
  const whole = members.find(({ tokens }) => tokens.length === 0)
  if (whole !== undefined) throw errors.get(whole)
  return applyInexact(JSON.parse(text), members, {
    areTexts: false,
    errorOf: (member) => errors.get(member) as NumberInexactError,
  })
}

/** The same numbers for a realm, which makes errors of its own. `root`: the name under which the value stands there. */
export function inexactMembers(text: string, position: number, root?: string): InexactMember[] {
  return inexactNumbers(text).map((number) =>
    memberOf(number, new NumberInexactError({ position, ...number }).message, root),
  )
}

function memberOf({ path, text }: InexactNumber, problem: string, root?: string): InexactMember {
  const tokens = path.split('/').slice(1)
  const names = tokens.map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
  return { tokens: root === undefined ? names : [root, ...names], number: text, problem }
}
