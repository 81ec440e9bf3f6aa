import { Readable } from 'node:stream'

/** A terminal's stdin on which a test types. */
export interface TypedStdin extends NodeJS.ReadStream {
  /** As the terminal sends it: `j`, `\r`, `\u001b[A`. */
  readonly type: (text: string) => void
}

export function typedStdin(): TypedStdin {
  const stdin = new Readable({ read: () => undefined })
  const terminal = {
    isTTY: true,
    setRawMode: () => stdin,
    ref: () => stdin,
    unref: () => stdin,
    type: (text: string) => void stdin.push(text),
  }
  return Object.assign(stdin, terminal) as unknown as TypedStdin
}
