import { alignItems } from './align-items.ts'
import type { Blamed, BlamedArray, BlamedObject } from './blamed.ts'

/**
 * What is known of a value after an event: a part that is as it was keeps its event, every other one is of this event.
 * Members of an object are known by their names, items of an array by an alignment of both: so what stands behind a
 * removed item is not new. Changes and returns what was known before.
 * @param before undefined: there was no value.
 * @param value read only; may be changed by others afterwards.
 */
export function blamed(before: Blamed | undefined, value: unknown, position: number): Blamed {
  if (Array.isArray(value)) return blamedArray(before, value, position)
  if (typeof value === 'object' && value !== null)
    return blamedObject(before, value as Readonly<Record<string, unknown>>, position)
  if (before?.kind === 'scalar' && Object.is(before.value, value)) return before
  return { kind: 'scalar', value, position }
}

function blamedObject(
  before: Blamed | undefined,
  value: Readonly<Record<string, unknown>>,
  position: number,
): BlamedObject {
  const object: BlamedObject =
    before?.kind === 'object' ? before : { kind: 'object', members: new Map(), position }
  const { members } = object
  const names = Object.keys(value)
  for (const name of names) {
    const member = members.get(name)
    if (member === undefined) object.position = position
    const now = blamed(member, value[name], position)
    if (now !== member) members.set(name, now)
  }
  if (members.size > names.length) {
    object.position = position
    for (const name of members.keys()) if (!Object.hasOwn(value, name)) members.delete(name)
  }
  return object
}

function blamedArray(before: Blamed | undefined, value: readonly unknown[], position: number): BlamedArray {
  const array: BlamedArray = before?.kind === 'array' ? before : { kind: 'array', items: [], position }
  const { items } = array
  const { sameFirst, sameLast, sources } = alignItems(items, value)
  const between = Array.from(sources, (source, index) =>
    blamed(source === -1 ? undefined : items[source], value[sameFirst + index], position),
  )
  const isOther = items.length !== value.length || sources.includes(-1)
  if (isOther) array.position = position
  array.items = items.slice(0, sameFirst).concat(between, items.slice(items.length - sameLast))
  return array
}

/** One value of a document: a scalar, or an object or array without anything in it. */
export interface BlamedValue {
  /** Names of members and indexes of items, from the document down. */
  readonly path: readonly string[]
  readonly value: unknown
  readonly position: number
}

/** The values of a document in the order of its members. */
export function* valuesOf(
  known: Blamed,
  value: unknown,
  path: readonly string[] = [],
): IterableIterator<BlamedValue> {
  if (known.kind === 'array' && known.items.length > 0)
    for (const [index, item] of known.items.entries())
      yield* valuesOf(item, (value as readonly unknown[])[index], [...path, String(index)])
  else if (known.kind === 'object' && known.members.size > 0)
    for (const [name, member] of Object.entries(value as object))
      yield* valuesOf(known.members.get(name) as Blamed, member, [...path, name])
  else yield { path, value, position: known.position }
}
