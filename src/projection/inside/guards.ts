/** Makes functions that throw. */
export type Refuse = (what: string, use: string) => () => never

/**
 * Takes away or replaces whatever could answer differently at another time or on another machine, but dates. Runs
 * inside the realm.
 * @param absent names of globals that go; absent rather than throwing, so that libraries can look for them
 */
export function installGuards(absent: readonly string[]): Refuse {
  const RealmError = Error
  const { defineProperty, getPrototypeOf, getOwnPropertyNames } = Object
  const replace = (target: object, name: PropertyKey, value: unknown) =>
    defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false })
  const refuse: Refuse = (what, use) => () => {
    const error = new RealmError(`${what} does not give the same answer at every rebuild: ${use}`)
    error.name = 'NotDeterministic'
    throw error
  }
  for (const name of absent) Reflect.deleteProperty(globalThis, name)
  Reflect.deleteProperty(Array, 'fromAsync')
  replace(Math, 'random', refuse('Math.random', 'use event.id, or what is in the event'))

  const shown = 'it depends on the locale: format where the document is shown'
  const localized = { Object, Array, Number, BigInt }
  for (const name of ['Object', 'Array', 'Number', 'BigInt'] as const)
    replace(localized[name].prototype, 'toLocaleString', refuse(`${name}'s toLocaleString`, shown))
  replace(getPrototypeOf(Uint8Array.prototype) as object, 'toLocaleString', refuse('toLocaleString', shown))
  const { prototype: text } = String
  replace(text, 'localeCompare', refuse('localeCompare', 'compare with < and >'))
  replace(text, 'toLocaleLowerCase', refuse('toLocaleLowerCase', 'use toLowerCase'))
  replace(text, 'toLocaleUpperCase', refuse('toLocaleUpperCase', 'use toUpperCase'))

  // What the last match was is state outside of the documents.
  const ofLastMatch = /^(?:\$.|input|lastMatch|lastParen|leftContext|rightContext)$/
  for (const name of getOwnPropertyNames(RegExp))
    if (ofLastMatch.test(name))
      defineProperty(RegExp, name, { get: refuse(`RegExp.${name}`, "use what 'match' or 'exec' returns") })

  // With `async` made into generators when code is bundled, no promise comes from anywhere else.
  const noPromise = refuse('a promise', 'a fold does not wait, and a handler must not be async')
  for (const name of getOwnPropertyNames(Promise))
    if (typeof Promise[name as 'resolve'] === 'function') replace(Promise, name, noPromise)
  for (const name of ['then', 'catch', 'finally']) replace(Promise.prototype, name, noPromise)
  const guarded = new Proxy(Promise, { apply: noPromise, construct: noPromise })
  replace(Promise.prototype, 'constructor', guarded)
  replace(globalThis, 'Promise', guarded)
  return refuse
}
