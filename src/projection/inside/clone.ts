/** `structuredClone` of what a state or an event may lead to, made of objects of the realm. Runs inside of it. */
export function makeClone(): (value: unknown) => unknown {
  const { getPrototypeOf, keys } = Object
  const refused = (what: string) => {
    const error = new TypeError(`${what} could not be cloned`)
    error.name = 'DataCloneError'
    return error
  }
  const filled = (value: object, clone: (value: unknown) => unknown, note: (copy: object) => void) => {
    if (Array.isArray(value)) {
      const copy: unknown[] = []
      note(copy)
      copy.length = value.length
      for (const name of keys(value))
        copy[name as unknown as number] = clone(value[name as unknown as number])
    } else if (value instanceof Map) {
      const copy = new Map()
      note(copy)
      for (const [key, one] of [...value]) copy.set(clone(key), clone(one))
    } else if (value instanceof Set) {
      const copy = new Set()
      note(copy)
      for (const one of [...value]) copy.add(clone(one))
    } else if (value instanceof Error) {
      const copy = Object.create(getPrototypeOf(value) as object) as Error
      note(copy)
      for (const name of ['name', 'message', 'stack', 'cause'] as const)
        if (Object.hasOwn(value, name))
          Object.defineProperty(copy, name, {
            value: clone(value[name]),
            writable: true,
            configurable: true,
            enumerable: false,
          })
    } else {
      const copy = {}
      note(copy)
      for (const name of keys(value))
        Object.defineProperty(copy, name, {
          value: clone((value as Record<string, unknown>)[name]),
          writable: true,
          configurable: true,
          enumerable: true,
        })
    }
  }
  const atomOf = (value: object): object | undefined => {
    if (value instanceof Date) return new Date(value.getTime())
    if (value instanceof RegExp) return new RegExp(value.source, value.flags)
    if (value instanceof Number || value instanceof String || value instanceof Boolean)
      return Object(value.valueOf())
    if (value instanceof ArrayBuffer) return value.slice(0)
    if (value instanceof DataView)
      return new DataView(value.buffer.slice(0) as ArrayBuffer, value.byteOffset, value.byteLength)
    if (ArrayBuffer.isView(value)) return (value as Uint8Array).slice()
    return undefined
  }
  const cloneWith = (value: unknown, seen: Map<object, object>): unknown => {
    if (typeof value === 'function') throw refused(`the function '${value.name}'`)
    if (typeof value === 'symbol') throw refused(String(value))
    if (typeof value !== 'object' || value === null) return value
    const known = seen.get(value)
    if (known !== undefined) return known
    if (value instanceof WeakMap || value instanceof WeakSet) throw refused('a weak collection')
    const atom = atomOf(value)
    if (atom !== undefined) seen.set(value, atom)
    else
      filled(
        value,
        (part) => cloneWith(part, seen),
        (copy) => seen.set(value, copy),
      )
    return seen.get(value)
  }
  return (value) => cloneWith(value, new Map())
}
