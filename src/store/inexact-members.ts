/** A number of a JSON text that no double holds, where a value of the text has it. */
export interface InexactMember {
  /** Names and indexes that lead to it, from the value. */
  readonly tokens: readonly string[]
  /** The number as it was written. */
  readonly number: string
  /** One line that says so, for people. */
  readonly problem: string
}

export interface Watcher {
  /** Give the numbers as texts, and throw nothing. */
  readonly areTexts: boolean
  readonly errorOf: (member: InexactMember) => Error
  /** Told of each getter that throws. */
  readonly hidden?: (read: () => never, member: InexactMember) => void
}

/**
 * Changes a value that was parsed from a text: each such number becomes its text, or a member that throws when it is
 * read, and only then. It may be assigned. Uses nothing from outside itself: it runs in realms, too.
 * @returns the value
 */
export function applyInexact(value: unknown, members: readonly InexactMember[], watcher: Watcher): unknown {
  for (const member of members) {
    const last = member.tokens[member.tokens.length - 1] as string
    let holder = value as Record<string, object>
    for (let at = 0; at < member.tokens.length - 1; at++)
      holder = holder[member.tokens[at] as string] as Record<string, object>
    const plain = { writable: true, enumerable: true, configurable: true }
    if (watcher.areTexts) {
      Object.defineProperty(holder, last, { ...plain, value: member.number })
      continue
    }
    const read = (): never => {
      throw watcher.errorOf(member)
    }
    watcher.hidden?.(read, member)
    Object.defineProperty(holder, last, {
      enumerable: true,
      configurable: true,
      get: read,
      set(this: object, assigned: unknown) {
        Object.defineProperty(this, last, { ...plain, value: assigned })
      },
    })
  }
  return value
}
