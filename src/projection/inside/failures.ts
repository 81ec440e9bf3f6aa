/** What the code threw, as texts: a value of the code's own may hold getters, and never leaves its realm. */
export interface Thrown {
  /** `object` for whatever can have members, or the type of what else was thrown. */
  readonly kind: string
  /** Of an object: its members of that name, where they are texts. Reading them may run code. */
  readonly name: string | undefined
  readonly message: string | undefined
  readonly stack: string | undefined
  /** Of what is no object. */
  readonly text: string | undefined
}

export interface Failures {
  /** Notes what was thrown. @returns what is thrown in its place: it runs no code, whoever looks at it. */
  note(error: unknown): symbol
  /** What was noted last. */
  thrown(): Thrown
  /** The very value; only for a realm that is the program's own. */
  thrownValue(): unknown
}

/**
 * The one way on which an error of the code leaves its realm. Runs inside of it.
 * @param sentinel stands for an error that was noted
 */
export function makeFailures(sentinel: symbol): Failures {
  let last: unknown
  let noted: Thrown | undefined
  const textOf = (holder: Record<string, unknown>, name: string): string | undefined => {
    try {
      const value = holder[name]
      return typeof value === 'string' ? value : undefined
    } catch {
      return undefined
    }
  }
  const describe = (error: unknown): Thrown => {
    const isObject = (typeof error === 'object' && error !== null) || typeof error === 'function'
    if (!isObject)
      return {
        kind: typeof error,
        name: undefined,
        message: undefined,
        stack: undefined,
        text: String(error),
      }
    const holder = error as Record<string, unknown>
    return {
      kind: 'object',
      name: textOf(holder, 'name'),
      message: textOf(holder, 'message'),
      stack: textOf(holder, 'stack'),
      text: undefined,
    }
  }
  return {
    note(error) {
      if (error === sentinel) return sentinel
      last = error
      noted = describe(error)
      return sentinel
    },
    thrown: () => noted as Thrown,
    thrownValue: () => last,
  }
}
