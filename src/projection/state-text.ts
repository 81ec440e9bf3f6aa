import { pointerToken } from '../store/exact-json.ts'
import type { Realm } from './realm.ts'

/** A document's state that JSON would lose or change, and where: a JSON Pointer (RFC 6901). */
export class StateError extends Error {
  readonly #what: string

  constructor(
    readonly path: string,
    what: string,
  ) {
    super(`${what} at '${path}' cannot be kept as JSON`)
    this.#what = what
  }

  /** The same, seen from the object that holds it under a name. */
  below(name: string): StateError {
    return new StateError(`/${pointerToken(name)}${this.path}`, this.#what)
  }
}

const max_depth = 512

/** Writes states of one realm as JSON text, refusing every state that would not read back as what it is. */
export class StateWriter {
  readonly #stringify: (value: unknown) => string | undefined
  readonly #objectPrototype: object
  readonly #arrayPrototype: object
  /** The objects below the whole that have been met. */
  readonly #seen = new Set<object>()
  #whole: unknown

  constructor(realm: Realm) {
    this.#stringify = realm.parts.stringify
    this.#objectPrototype = realm.parts.objectPrototype
    this.#arrayPrototype = realm.parts.arrayPrototype
  }

  /** @throws {StateError} */
  text(state: unknown): string {
    // To clear a set costs as much as to look at a small state: most have no object in them.
    if (this.#seen.size > 0) this.#seen.clear()
    this.#whole = state
    this.#check(state, 0)
    return this.#stringify(state) as string
  }

  /** Where in the whole it is is found out on the way back: hardly any state has an error. */
  #check(value: unknown, depth: number): void {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return
      case 'number':
        if (!Number.isFinite(value)) throw new StateError('', String(value))
        if (value === 0 && Object.is(value, -0)) throw new StateError('', '-0')
        return
      case 'object':
        if (value !== null) this.#checkObject(value, depth)
        return
      default:
        throw new StateError('', value === undefined ? 'undefined' : `a ${typeof value}`)
    }
  }

  #checkObject(value: object, depth: number): void {
    if (depth === max_depth) throw new StateError('', `what is nested more than ${max_depth} levels deep`)
    if (depth > 0) {
      if (value === this.#whole || this.#seen.has(value))
        throw new StateError('', 'an object that is already in another place of it')
      this.#seen.add(value)
    }
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype === this.#arrayPrototype) this.#checkArray(value as readonly unknown[], depth)
    else if (prototype === this.#objectPrototype) this.#checkMembers(value as Record<string, unknown>, depth)
    else throw new StateError('', nameOfKind(value, prototype))
  }

  #checkArray(values: readonly unknown[], depth: number): void {
    if (Object.keys(values).length !== values.length) throw new StateError('', 'an array with holes or names')
    for (let index = 0; index < values.length; index++) this.#checkBelow(values[index], index, depth)
  }

  #checkMembers(members: Record<string, unknown>, depth: number): void {
    if (Object.getOwnPropertySymbols(members).length > 0)
      throw new StateError('', 'an object with a symbol for a name (such as a copy of the event)')
    for (const name in members) this.#checkBelow(members[name], name, depth)
  }

  #checkBelow(value: unknown, name: string | number, depth: number): void {
    if (typeof value === 'string') return
    try {
      this.#check(value, depth + 1)
    } catch (error) {
      throw error instanceof StateError ? error.below(String(name)) : error
    }
  }
}

function nameOfKind(value: object, prototype: unknown): string {
  if (prototype === null) return 'an object without a prototype'
  if (typeof (value as { then?: unknown }).then === 'function') return 'a promise'
  return `a ${(value.constructor as { name?: string } | undefined)?.name || 'class instance'}`
}
