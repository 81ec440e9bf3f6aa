import type { Refuse } from './guards.ts'

/**
 * Dates of a number, of an ISO text that says its offset or is a bare day, and `Date.UTC` stay. The clock, the local
 * time zone, and texts that ECMAScript leaves to the engine go. Runs inside the realm.
 */
export function installDates(refuse: Refuse): void {
  const RealmDate = Date
  const { prototype, parse } = RealmDate
  const { defineProperty, getOwnPropertyNames } = Object
  const { apply, construct } = Reflect
  const { getTime } = prototype
  const replace = (target: object, name: PropertyKey, value: unknown) =>
    defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false })
  const local = /^(?:get(?!UTC|Time$)|set(?!UTC|Time$)|toString$|toDateString$|toTimeString$|toLocale)/
  const useUtc = 'it depends on the time zone: use the UTC methods or toISOString'
  for (const name of getOwnPropertyNames(prototype))
    if (local.test(name)) replace(prototype, name, refuse(`Date's ${name}`, useUtc))

  // Own members of the pattern, so that a later change of RegExp.prototype does not turn it off.
  const iso = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d))?$/
  const { exec } = RegExp.prototype
  const noClock = refuse('the clock', 'use event.time')
  const noLocalParts = refuse('new Date(year, month, …)', 'it depends on the time zone: use Date.UTC')
  const noLocalText = refuse(
    'a date text that is not ISO 8601 with an offset',
    "it depends on the time zone: write '2026-01-31T10:00Z', an offset in place of Z, or a bare day",
  )
  const parseGuarded = (text: string): number =>
    apply(exec, iso, [text]) === null ? noLocalText() : parse(text)

  /** ECMAScript's ToPrimitive, once: an object may answer otherwise the next time. */
  const primitiveOf = (value: object): unknown => {
    const members = value as Record<PropertyKey, unknown>
    const isObject = (answer: unknown) =>
      (typeof answer === 'object' && answer !== null) || typeof answer === 'function'
    const exotic = members[Symbol.toPrimitive]
    if (exotic !== undefined && exotic !== null) {
      const answer: unknown = apply(exotic as () => unknown, value, ['default'])
      if (!isObject(answer)) return answer
    } else
      for (const name of ['valueOf', 'toString']) {
        const method = members[name]
        if (typeof method !== 'function') continue
        const answer: unknown = apply(method, value, [])
        if (!isObject(answer)) return answer
      }
    throw new TypeError('Cannot convert object to primitive value')
  }
  const timeOf = (value: unknown): unknown => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return value
    try {
      return apply(getTime, value, [])
    } catch {
      return primitiveOf(value)
    }
  }
  const guarded = new Proxy(RealmDate, {
    apply: noClock,
    construct(target, values: readonly unknown[], newTarget) {
      if (values.length === 0) noClock()
      if (values.length > 1) noLocalParts()
      const time = timeOf(values[0])
      return construct(target, [typeof time === 'string' ? parseGuarded(time) : time], newTarget) as object
    },
  })
  replace(RealmDate, 'now', noClock)
  replace(RealmDate, 'parse', (text: unknown) => parseGuarded(`${text}`))
  replace(prototype, 'constructor', guarded)
  replace(globalThis, 'Date', guarded)
}
