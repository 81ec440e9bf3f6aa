import type { InexactMember } from '../../store/inexact-members.ts'

/** Why a state cannot be kept, and where: a JSON Pointer (RFC 6901). */
export interface StateProblem {
  readonly path: string
  /** What it is, before "at '/path' cannot be kept as JSON". */
  readonly what: string
  /** It is a number of an event that no double holds. */
  readonly isInexact?: boolean
}

export interface States {
  /** A state as JSON text; undefined when it is not exact JSON. Runs no code of the state's. */
  text(state: unknown): string | undefined
  /** The same check without the text. */
  isPlain(state: unknown): boolean
  /** Of the state that was refused last. */
  problem(): StateProblem
  /** Look at the descriptor of every member, not only of objects that are known to be odd. */
  lookAtEach(): void
}

/**
 * Writes states as JSON text, and refuses every state that would not read back as what it is: a getter, a hidden member
 * or a class would be lost or frozen when it is stored, and the fold that goes on from the stored text would be another
 * one. Runs inside the realm.
 * @param odd objects that may be more than their values
 */
export function makeStates(
  host: { isProxy: (value: object) => boolean; isPromise: (value: object) => boolean },
  odd: WeakSet<object> | undefined,
  inexactOf: (read: () => unknown) => InexactMember | undefined,
): States {
  const { getPrototypeOf, getOwnPropertyNames, getOwnPropertySymbols, getOwnPropertyDescriptor } = Object
  const { keys, hasOwn, is, prototype: ofObjects } = Object
  const { prototype: ofArrays } = Array
  // Its constructor is a proxy.
  const { prototype: ofDates } = Date
  const { stringify } = JSON
  const { isFinite: isFiniteNumber } = Number
  const max_depth = 512
  /** The objects below the whole that have been met. */
  const seen = new Set<object>()
  let looksAtEach = odd === undefined
  let whole: unknown
  let path = ''
  let what = ''
  let isInexact = false

  /** Noted on the way back: hardly any state has a problem. */
  const refuse = (problem: string): false => {
    path = ''
    what = problem
    isInexact = false
    return false
  }
  const refuseBelow = (name: string): false => {
    path = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}${path}`
    return false
  }
  const isExact = (value: unknown, depth: number): boolean => {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return true
      case 'number':
        if (!isFiniteNumber(value)) return refuse(String(value))
        return value === 0 && is(value, -0) ? refuse('-0') : true
      case 'object':
        return value === null || isExactObject(value, depth)
      default:
        return refuse(value === undefined ? 'undefined' : `a ${typeof value}`)
    }
  }
  const isExactObject = (value: object, depth: number): boolean => {
    if (depth === max_depth) return refuse(`what is nested more than ${max_depth} levels deep`)
    const looks = looksAtEach || odd?.has(value) === true
    if (looks && host.isProxy(value)) return refuse('a proxy')
    if (depth > 0) {
      if (value === whole || seen.has(value))
        return refuse('an object that is already in another place of it')
      seen.add(value)
    }
    const prototype: unknown = getPrototypeOf(value)
    if (prototype === ofArrays) return isExactArray(value as readonly unknown[], depth, looks)
    if (prototype === ofObjects) return hasExactMembers(value as Record<string, unknown>, depth, looks)
    return refuse(kindOf(value, prototype))
  }
  const isExactArray = (values: readonly unknown[], depth: number, looks: boolean): boolean => {
    // One is `length`.
    if (getOwnPropertyNames(values).length !== values.length + 1)
      return refuse('an array with holes or names')
    if (getOwnPropertySymbols(values).length > 0) return refuse('an array with a symbol for a name')
    for (let index = 0; index < values.length; index++) {
      if (looks && !isData(values, String(index))) return refuseBelow(String(index))
      const value = values[index]
      if (value === undefined && !hasOwn(values, index)) return refuse('an array with holes or names')
      if (typeof value !== 'string' && !isExact(value, depth + 1)) return refuseBelow(String(index))
    }
    return true
  }
  const hasExactMembers = (members: Record<string, unknown>, depth: number, looks: boolean): boolean => {
    if (getOwnPropertySymbols(members).length > 0)
      return refuse('an object with a symbol for a name (such as a copy of the event)')
    const names = keys(members)
    const all = getOwnPropertyNames(members)
    if (all.length !== names.length) {
      refuse('a member that is not enumerable')
      return refuseBelow(all.find((name) => !names.includes(name)) as string)
    }
    for (let at = 0; at < names.length; at++) {
      const name = names[at] as string
      if (looks && !isData(members, name)) return refuseBelow(name)
      const value = members[name]
      if (typeof value !== 'string' && !isExact(value, depth + 1)) return refuseBelow(name)
    }
    return true
  }
  const isData = (holder: object, name: string): boolean => {
    const descriptor = getOwnPropertyDescriptor(holder, name)
    if (descriptor === undefined || 'value' in descriptor) return true
    const inexact = descriptor.get === undefined ? undefined : inexactOf(descriptor.get)
    if (inexact === undefined) return refuse('a getter or a setter')
    refuse(`number ${inexact.number}, which no double holds,`)
    isInexact = true
    return false
  }
  const kindOf = (value: object, prototype: unknown): string => {
    if (prototype === null) return 'an object without a prototype'
    if (host.isPromise(value)) return 'a promise'
    if (host.isProxy(prototype as object)) return 'an object whose prototype is a proxy'
    const maker = getOwnPropertyDescriptor(prototype as object, 'constructor')?.value as unknown
    const name =
      typeof maker === 'function' && !host.isProxy(maker)
        ? (getOwnPropertyDescriptor(maker, 'name')?.value as unknown)
        : undefined
    if (prototype === ofDates) return 'a Date'
    if (typeof name !== 'string' || name === '') return 'a class instance'
    return /^[AEIO]/.test(name) ? `an ${name}` : `a ${name}`
  }

  const isPlain = (state: unknown): boolean => {
    // To clear a set costs as much as to look at a small state: most have no object in them.
    if (seen.size > 0) seen.clear()
    whole = state
    if (hasOwn(ofObjects, 'toJSON') || hasOwn(ofArrays, 'toJSON'))
      return refuse('what the code has given a toJSON of its own')
    return isExact(state, 0)
  }
  return {
    text: (state) => (isPlain(state) ? stringify(state) : undefined),
    isPlain,
    problem: () => ({ path, what, isInexact }),
    lookAtEach: () => {
      looksAtEach = true
    },
  }
}
