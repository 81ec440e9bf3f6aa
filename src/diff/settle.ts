/** What counts as no difference between two documents. */
export interface Leniency {
  /** Places that are left out of both documents; see {@link parsePlace}. */
  readonly ignore?: readonly string[]
  /** Two numbers at the same place that differ by no more than this are equal. */
  readonly tolerance?: number
}

type Place = readonly RegExp[]

const any_name = /^.*$/su

/** Makes two values differ only in what counts; undefined stands for a document that is not there. */
export type Settle = (before: unknown, after: unknown) => { before: unknown; after: unknown }

export function settler({ ignore = [], tolerance = 0 }: Leniency): Settle {
  const places = ignore.map(parsePlace)
  return (before, after) => {
    const [kept, other] =
      places.length === 0 ? [before, after] : [without(before, places), without(after, places)]
    return { before: kept, after: tolerance > 0 ? withinTolerance(kept, other, tolerance) : other }
  }
}

/**
 * `updatedAt`, `/lines/0/price`, `lines/` + `*` + `/price`: names of members and indexes of items from the document
 * down, as in a JSON Pointer (RFC 6901); the `/` at the beginning may be left out. A `*` stands for any characters of
 * one name.
 */
function parsePlace(text: string): Place {
  return text
    .replace(/^\//, '')
    .split('/')
    .map((token) => {
      const name = token.replaceAll('~1', '/').replaceAll('~0', '~')
      return /^\*+$/.test(name)
        ? any_name
        : new RegExp(`^${name.split(/\*+/).map(escaped).join('.*')}$`, 'su')
    })
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

/**
 * A copy without some places. An item of an array becomes null, so that the others keep their indexes; of an array
 * whose items are all ignored (`lines/` + `*`) none is left.
 */
function without(value: unknown, places: readonly Place[]): unknown {
  if (typeof value !== 'object' || value === null) return value
  const below = (name: string): Place[] =>
    places.filter(([first]) => first?.test(name)).map((place) => place.slice(1))
  const isIgnored = (rest: readonly Place[]): boolean => rest.some((place) => place.length === 0)
  if (Array.isArray(value)) {
    if (places.some(([first, ...rest]) => first === any_name && rest.length === 0)) return []
    return value.map((item, index) => {
      const rest = below(String(index))
      return isIgnored(rest) ? null : without(item, rest)
    })
  }
  const kept: [string, unknown][] = []
  for (const [name, member] of Object.entries(value)) {
    const rest = below(name)
    if (!isIgnored(rest)) kept.push([name, without(member, rest)])
  }
  // Unlike an assignment, this makes a member of `__proto__`.
  return Object.fromEntries(kept)
}

/** `after`, with the numbers of `before` where the two are near enough. */
function withinTolerance(before: unknown, after: unknown, tolerance: number): unknown {
  if (typeof before === 'number' && typeof after === 'number')
    return Math.abs(before - after) <= tolerance ? before : after
  if (Array.isArray(before) && Array.isArray(after))
    return after.map((item, index) => withinTolerance(before[index], item, tolerance))
  if (!isObject(before) || !isObject(after)) return after
  const settled = Object.entries(after).map(([name, member]): [string, unknown] => [
    name,
    Object.hasOwn(before, name) ? withinTolerance(before[name], member, tolerance) : member,
  ])
  return Object.fromEntries(settled)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
