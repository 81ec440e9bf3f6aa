import { StoreDamagedError } from '../errors.ts'

/** Tells whether a value has a shape. Members that a shape does not name may be there. */
export type Shape<T> = (value: unknown) => value is T

export const isText: Shape<string> = (value): value is string => typeof value === 'string'
export const isFlag: Shape<boolean> = (value): value is boolean => typeof value === 'boolean'
export const isNumber: Shape<number> = (value): value is number => Number.isFinite(value)
export const isAnything: Shape<unknown> = (_value): _value is unknown => true
/** A position, or a number of things. */
export const isCount: Shape<number> = (value): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0

export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value): value is T | undefined => value === undefined || shape(value)
}

export function listOf<T>(shape: Shape<T>): Shape<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every((item) => shape(item))
}

export function oneOf<T extends string | boolean>(...values: readonly T[]): Shape<T> {
  return (value): value is T => (values as readonly unknown[]).includes(value)
}

/** Every member of `T` must be named; those that may be missing are `optional`. */
export function recordOf<T extends object>(
  members: { readonly [K in keyof Required<T>]: Shape<T[K]> },
): Shape<T> {
  const shapes = Object.entries(members) as [string, Shape<unknown>][]
  return (value): value is T =>
    typeof value === 'object' &&
    value !== null &&
    shapes.every(([name, shape]) => shape((value as Record<string, unknown>)[name]))
}

/**
 * The JSON record in an entry of a table.
 * @throws {StoreDamagedError} it is no JSON, or has another shape.
 */
export function storedRecord<T>(
  entry: { readonly table: string; readonly key: Buffer; readonly value: Buffer },
  shape: Shape<T>,
): T {
  const value = parsed(entry.value)
  if (shape(value)) return value
  throw damagedEntry(entry, 'cannot be read')
}

/** @param why a predicate, such as `cannot be read` */
export function damagedEntry(
  { table, key }: { readonly table: string; readonly key: Buffer },
  why: string,
): StoreDamagedError {
  return new StoreDamagedError(
    `the store is damaged: an entry of table '${table}' (key ${key.toString('hex')}) ${why}`,
    { hint: "look at it with 'es fsck'" },
  )
}

function parsed(value: Buffer): unknown {
  try {
    return JSON.parse(value.toString('utf8'))
  } catch {
    return undefined
  }
}
