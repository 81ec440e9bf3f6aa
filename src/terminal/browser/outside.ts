/** What the interface does outside of itself, and its store. */
export interface Outside {
  /** Runs a command of es on the same store, as if it were typed; what it said on stderr is what people see of it. */
  readonly run: (words: readonly string[]) => Promise<{ readonly isDone: boolean; readonly said: string }>
  /** Puts a text on the clipboard of the terminal. */
  readonly copy: (text: string) => void
  readonly suspend: () => void
  /** Ends the interface; `print`: and then prints the view as plain text. `interrupt`: as Ctrl-C does. */
  readonly leave: (how: 'quit' | 'print' | 'interrupt') => void
  readonly fail: (error: unknown) => void
}
