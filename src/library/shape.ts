import { UsageError } from '../errors.ts'
import { kindOf } from '../projection/validate.ts'
import { didYouMean } from '../revision/names.ts'

/** What a value must be, in words that follow "is not", and the look that tells. */
export interface Kind {
  readonly words: string
  readonly fits: (value: unknown) => boolean
}

export const anything: Kind = { words: 'anything', fits: () => true }
export const text: Kind = { words: 'a text', fits: (value) => typeof value === 'string' }
export const truth: Kind = { words: 'true or false', fits: (value) => typeof value === 'boolean' }
export const object: Kind = {
  words: 'an object',
  fits: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
}
export const texts: Kind = {
  words: 'a list of texts',
  fits: (value) => Array.isArray(value) && value.every(text.fits),
}
/** A position, a version, or how many. */
export const count: Kind = {
  words: 'a whole number from 0',
  fits: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
}
export const epochMs: Kind = {
  words: 'milliseconds since the epoch',
  fits: (value) => typeof value === 'number' && !Number.isNaN(value),
}

/** A value in a message: what is short as it is, of the rest only its kind. */
function shown(value: unknown): string {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.length <= 40 ? `'${value}'` : kindOf(value)
}

/** @throws {UsageError} */
export function requireKind(kind: Kind, what: string, value: unknown): void {
  if (!kind.fits(value)) throw new UsageError(`${what} is ${shown(value)}, not ${kind.words}`)
}

/**
 * The members that an argument of the library may have. A member that nobody reads is a mistake that would otherwise be
 * found when it is too late: a lost check of the version, data that was never stored.
 */
export class Shape<Value extends object> {
  readonly #what: string
  readonly #kinds: ReadonlyMap<string, Kind>
  readonly #needed: readonly string[]
  readonly #hints: Readonly<Record<string, string>>

  /**
   * @param what the argument in a message: `an event`
   * @param more needed: members that cannot be left out. hints: for unknown members that people type
   */
  constructor(
    what: string,
    kinds: { readonly [Name in keyof Value & string]-?: Kind },
    more: { needed?: readonly (keyof Value & string)[]; hints?: Readonly<Record<string, string>> } = {},
  ) {
    this.#what = what
    this.#kinds = new Map(Object.entries<Kind>(kinds))
    this.#needed = more.needed ?? []
    this.#hints = more.hints ?? {}
  }

  /** Undefined counts as left out. @throws {UsageError} naming the member */
  check(value: Value): void {
    requireKind(object, this.#what, value)
    const members = value as Readonly<Record<string, unknown>>
    // Once an event of an append: no list of names is made.
    for (const name in members) {
      const kind = this.#kinds.get(name)
      if (kind === undefined) throw this.#unknown(name)
      const member = members[name]
      if (member !== undefined && !kind.fits(member)) requireKind(kind, `'${name}' of ${this.#what}`, member)
    }
    for (const name of this.#needed)
      if (members[name] === undefined) throw new UsageError(`${this.#what} needs '${name}'`)
  }

  #unknown(name: string): UsageError {
    const names = [...this.#kinds.keys()]
    const hint = this.#hints[name] ?? didYouMean(name, names) ?? `it has ${names.join(', ')}`
    return new UsageError(`${this.#what} has no '${name}'`, { hint })
  }
}
