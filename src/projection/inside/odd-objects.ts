/**
 * Remembers the objects that may be more than their values: proxies, and those that got a getter or a setter by a call.
 * Most states hold none, and looking at the descriptor of each member takes as long as writing the state. Literals and
 * classes with getters are seen in the text of the code. Runs inside the realm.
 */
export function watchForOddObjects(): WeakSet<object> {
  const odd = new WeakSet<object>()
  const RealmProxy = Proxy
  const { getOwnPropertyDescriptor, getOwnPropertyNames, defineProperty } = Object
  const replace = (target: object, name: PropertyKey, value: unknown) =>
    defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false })
  const isAccessor = (target: object, name: PropertyKey) => {
    const descriptor = getOwnPropertyDescriptor(target, name)
    return descriptor !== undefined && !('value' in descriptor)
  }
  const wrap = (holder: object, name: string, isOdd: (target: object, name: PropertyKey) => boolean) => {
    const original = (holder as Record<string, unknown>)[name] as (...values: unknown[]) => unknown
    replace(holder, name, function (this: unknown, ...values: [object, PropertyKey]) {
      const answer = Reflect.apply(original, this, values)
      const target = name.startsWith('__') ? this : name === 'create' ? answer : values[0]
      if (typeof target === 'object' && target !== null && isOdd(target, values[1])) odd.add(target)
      return answer
    })
  }
  const isAnyAccessor = (target: object) => getOwnPropertyNames(target).some((own) => isAccessor(target, own))
  for (const holder of [Object, Reflect]) wrap(holder, 'defineProperty', isAccessor)
  for (const name of ['defineProperties', 'create']) wrap(Object, name, isAnyAccessor)
  for (const name of ['__defineGetter__', '__defineSetter__']) wrap(Object.prototype, name, () => true)

  const { revocable } = RealmProxy
  replace(RealmProxy, 'revocable', (target: object, handler: object) => {
    const made = revocable(target, handler)
    odd.add(made.proxy)
    return made
  })
  const watched = new RealmProxy(RealmProxy, {
    construct(target, values, newTarget) {
      const made = Reflect.construct(target, values, newTarget) as object
      odd.add(made)
      return made
    },
  })
  replace(globalThis, 'Proxy', watched)
  return odd
}
