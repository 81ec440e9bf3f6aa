/**
 * The realm's `console`: texts as they are, other values about as Node shows them, in one line a call. Only texts leave
 * the realm. Runs inside of it.
 * @param print receives a call's text
 * @param isProxy runs no code of the value
 */
export function makeConsole(print: (text: string) => void, isProxy: (value: object) => boolean): object {
  const { getOwnPropertyDescriptor, getPrototypeOf, keys } = Object
  const max_depth = 4
  const max_items = 100
  const nameOf = (value: object): string => {
    const prototype = getPrototypeOf(value) as object | null
    if (prototype === null) return '[Object: null prototype] '
    const own = getOwnPropertyDescriptor(prototype, 'constructor')?.value as { name?: unknown } | undefined
    const name = typeof own === 'function' ? getOwnPropertyDescriptor(own, 'name')?.value : undefined
    return typeof name === 'string' && name !== 'Object' && name !== 'Array' ? `${name} ` : ''
  }
  const joined = (parts: string[], total: number, [open, close]: string) => {
    if (total > parts.length) parts.push(`... ${total - parts.length} more`)
    return parts.length === 0 ? `${open}${close}` : `${open} ${parts.join(', ')} ${close}`
  }
  const shown = (value: unknown, depth: number, within: readonly object[]): string => {
    if (typeof value === 'string')
      return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`
    if (typeof value === 'bigint') return `${value}n`
    if (Object.is(value, -0)) return '-0'
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return String(value)
    if (isProxy(value)) return '[Proxy]'
    if (typeof value === 'function') {
      const name = getOwnPropertyDescriptor(value, 'name')?.value as unknown
      return `[Function${typeof name === 'string' && name !== '' ? `: ${name}` : ''}]`
    }
    if (within.includes(value)) return '[Circular]'
    return shownObject(value, depth, [...within, value])
  }
  const shownObject = (value: object, depth: number, within: readonly object[]): string => {
    if (value instanceof Error) return `${value.stack}`
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
    if (value instanceof RegExp) return `${value}`
    if (depth > max_depth) return Array.isArray(value) ? '[Array]' : `[${nameOf(value).trim() || 'Object'}]`
    const part = (one: unknown) => shown(one, depth + 1, within)
    if (value instanceof Map) {
      const parts = Array.from(value, ([key, one]) => `${part(key)} => ${part(one)}`)
      return `Map(${value.size}) ${joined(parts.slice(0, max_items), value.size, '{}')}`
    }
    if (value instanceof Set) {
      const parts = Array.from(value, part)
      return `Set(${value.size}) ${joined(parts.slice(0, max_items), value.size, '{}')}`
    }
    const members = keys(value)
    const parts = members.slice(0, max_items).map((name) => {
      const descriptor = getOwnPropertyDescriptor(value, name) as PropertyDescriptor
      const text = 'value' in descriptor ? part(descriptor.value) : '[Getter]'
      if (Array.isArray(value) && /^\d+$/.test(name)) return text
      return `${/^[A-Za-z_$][\w$]*$/.test(name) ? name : shown(name, 0, [])}: ${text}`
    })
    return `${nameOf(value)}${joined(parts, members.length, Array.isArray(value) ? '[]' : '{}')}`
  }
  /** `%s` and its kin, as every console has them. */
  const formatted = (values: readonly unknown[]): string => {
    let next = 1
    const [first] = values
    const withValues =
      typeof first !== 'string' || values.length === 1
        ? first
        : first.replaceAll(/%[sdifjoOc%]/g, (sign) => {
            if (sign === '%%') return '%'
            if (next === values.length) return sign
            const value = values[next++]
            if (sign === '%c') return ''
            if (sign === '%s' && typeof value === 'string') return value
            return sign === '%i' ? String(Math.trunc(Number(value))) : shown(value, 1, [])
          })
    const rest = values.slice(next)
    return [withValues, ...rest]
      .slice(values.length === 0 ? 1 : 0)
      .map((value) => (typeof value === 'string' ? value : shown(value, 1, [])))
      .join(' ')
  }
  const write = (...values: unknown[]) => print(formatted(values))
  const made: Record<string, unknown> = {}
  for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir']) made[name] = write
  return made
}
