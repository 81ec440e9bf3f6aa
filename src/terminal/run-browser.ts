import { InterruptedError } from '../errors.ts'
import { Browser } from './browser/browser.ts'
import type { Size } from './browser/layout.ts'
import type { Outside } from './browser/outside.ts'
import type { StoreView } from './browser/store-view.ts'
import { FullScreen } from './full-screen.ts'
import type { Palette } from './palette.ts'
import { ending_signals } from './signals.ts'
import type { OpenScreen } from './ui/screen.tsx'

/** How often what others do is looked at: often enough to follow it, seldom enough to cost nothing. */
const poll_ms = 250

export interface BrowserRun {
  readonly view: StoreView
  readonly cursor: number
  readonly colours: Palette
  readonly run: Outside['run']
}

/**
 * Shows the interface until it is left.
 * @returns where the cursor was, and whether the view is to be printed
 * @throws {InterruptedError} {@link TerminatedError} {@link HungUpError}
 */
export async function runBrowser(options: BrowserRun): Promise<{ cursor: number; print: boolean }> {
  const session = new BrowserSession(options)
  return await session.whenLeft
}

class BrowserSession {
  readonly whenLeft: Promise<{ cursor: number; print: boolean }>
  readonly #screen = new FullScreen()
  readonly #browser: Browser
  #open: OpenScreen | undefined
  #lines: readonly string[] = []
  #settle!: { resolve: (left: { cursor: number; print: boolean }) => void; reject: (error: unknown) => void }
  #isLeft = false

  constructor({ view, cursor, colours, run }: BrowserRun) {
    this.whenLeft = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject }
    })
    const outside: Outside = {
      run,
      copy: (text) => this.#screen.write(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`),
      suspend: () => this.#suspend(),
      leave: (how) => {
        if (how === 'interrupt') this.#fail(new InterruptedError('interrupted'))
        else
          this.#leave(() =>
            this.#settle.resolve({ cursor: this.#browser.state.cursor, print: how === 'print' }),
          )
      },
      fail: (error) => this.#fail(error),
    }
    this.#browser = new Browser({ view, cursor, size: terminalSize(), colours, outside })
    this.#begin()
  }

  #begin(): void {
    // Before the screen is taken: whatever ends the program gives it back.
    for (const [signal, handler] of this.#signals) process.on(signal, handler)
    this.#screen.enter()
    try {
      this.#lines = this.#browser.frame()
      // People see the store before what draws is loaded; the keys that they press wait.
      this.#screen.paint(this.#lines)
    } catch (error) {
      this.#fail(error)
      return
    }
    process.stdout.on('resize', this.#onResize)
    this.#poll = setInterval(() => this.#guarded(() => this.#browser.poll()), poll_ms)
    this.#browser.subscribe(() =>
      this.#guarded(() => {
        this.#lines = this.#browser.frame()
      }),
    )
    this.#draw().catch((error) => this.#fail(error))
  }

  #poll: NodeJS.Timeout | undefined

  readonly #signals: readonly (readonly [NodeJS.Signals, () => void])[] = [
    ...Object.entries(ending_signals).map(
      ([signal, error]) => [signal as NodeJS.Signals, () => this.#fail(error())] as const,
    ),
    ['SIGTSTP', () => this.#suspend()],
    ['SIGCONT', () => this.#goOn()],
  ]

  /** Draws with an ink of its own, at the size that the terminal has. */
  async #draw(): Promise<void> {
    const { openScreen } = await import('./ui/screen.tsx')
    if (this.#isLeft) return
    this.#closeScreen()
    this.#screen.enter()
    const size = terminalSize()
    this.#browser.resize(size)
    this.#lines = this.#browser.frame()
    this.#open = openScreen(
      {
        lines: () => this.#lines,
        press: (key) => this.#guarded(() => this.#browser.press(key)),
        subscribe: (listener) => this.#browser.subscribe(listener),
      },
      size,
      (lines) => this.#screen.paint(lines),
    )
    this.#open.whenClosed.catch((error) => this.#fail(error))
  }

  #closeScreen(): void {
    this.#open?.close()
    this.#open = undefined
  }

  readonly #onResize = (): void => {
    this.#screen.forget()
    this.#draw().catch((error) => this.#fail(error))
  }

  /** The terminal is ours again. While a program is stopped nobody tells it of another size: so it asks. */
  #goOn(): void {
    this.#onResize()
    process.kill(process.pid, 'SIGWINCH')
  }

  /** Ctrl-Z, as every program does it: the terminal is the shell's until `fg`. */
  #suspend(): void {
    this.#closeScreen()
    this.#screen.leave()
    process.kill(process.pid, 'SIGSTOP')
  }

  #guarded(body: () => void): void {
    try {
      body()
    } catch (error) {
      this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    this.#leave(() => this.#settle.reject(error))
  }

  #leave(then: () => void): void {
    if (this.#isLeft) return
    this.#isLeft = true
    clearInterval(this.#poll)
    // Later: ink's own listener of the same signal would find itself alone, and end the process without a word.
    setImmediate(() => {
      for (const [signal, handler] of this.#signals) process.off(signal, handler)
    })
    process.stdout.off('resize', this.#onResize)
    this.#browser.close()
    this.#closeScreen()
    this.#screen.leave()
    process.stdin.pause()
    process.stdin.unref()
    then()
  }
}

function terminalSize(): Size {
  const { columns, rows } = process.stdout
  return { columns: columns || 80, rows: rows || 24 }
}
