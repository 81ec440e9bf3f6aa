/** A JSON value with, for each part of it, the position of the event that set it last. */
export type Blamed = BlamedScalar | BlamedObject | BlamedArray

export interface BlamedScalar {
  readonly kind: 'scalar'
  readonly value: unknown
  readonly position: number
}

export interface BlamedObject {
  readonly kind: 'object'
  readonly members: Map<string, Blamed>
  /** The last event after which it had another set of members. */
  position: number
}

export interface BlamedArray {
  readonly kind: 'array'
  items: readonly Blamed[]
  /** The last event after which it had items more, or fewer. */
  position: number
}

/** Whether a value is still as it was known; makes nothing. */
export function isSame(known: Blamed, value: unknown): boolean {
  if (known.kind === 'scalar') return Object.is(known.value, value)
  if (typeof value !== 'object' || value === null) return false
  if (known.kind === 'array')
    return (
      Array.isArray(value) &&
      value.length === known.items.length &&
      known.items.every((item, index) => isSame(item, value[index]))
    )
  return !Array.isArray(value) && hasSameMembers(known, value as Readonly<Record<string, unknown>>)
}

function hasSameMembers({ members }: BlamedObject, value: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(value)
  if (names.length !== members.size) return false
  for (const name of names) {
    const member = members.get(name)
    if (member === undefined || !isSame(member, value[name])) return false
  }
  return true
}

/** How many values in it are still as they were known, at their places. */
export function keptValues(known: Blamed, value: unknown): number {
  if (known.kind === 'scalar') return Object.is(known.value, value) ? 1 : 0
  if (typeof value !== 'object' || value === null || Array.isArray(value) !== (known.kind === 'array'))
    return 0
  let kept = 0
  if (known.kind === 'array')
    for (const [index, item] of known.items.entries())
      kept += keptValues(item, (value as readonly unknown[])[index])
  else
    for (const [name, member] of known.members)
      if (Object.hasOwn(value, name)) kept += keptValues(member, (value as Record<string, unknown>)[name])
  return kept
}
