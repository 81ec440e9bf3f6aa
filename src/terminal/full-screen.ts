import { writeAll } from './output.ts'

/** The alternate screen, no wrapping at its edge (a character that is wider than thought must not scroll), no cursor. */
const enter_screen = '\u001b[?1049h\u001b[?7l\u001b[?25l\u001b[2J\u001b[H'
const clear_screen = '\u001b[2J'
/** A terminal that knows it shows what is between them at once. */
const begin_update = '\u001b[?2026h'
const end_update = '\u001b[?2026l'
const leave_screen = '\u001b[?7h\u001b[?25h\u001b[?1049l'

/** The whole screen of the terminal, given back as it was however the program ends; not after `kill -9`. */
export class FullScreen {
  #isEntered = false
  /** Undefined when that is not known. */
  #shown: readonly string[] | undefined = []
  readonly #onEnd = (): void => this.leave()

  enter(): void {
    if (this.#isEntered) return
    this.#isEntered = true
    process.stdin.setRawMode(true)
    this.#shown = []
    this.write(enter_screen)
    // Before the program's own handler, which says what went wrong: that must stay to be read.
    process.prependListener('uncaughtException', this.#onEnd)
    process.on('exit', this.#onEnd)
  }

  leave(): void {
    if (!this.#isEntered) return
    this.#isEntered = false
    process.off('uncaughtException', this.#onEnd)
    process.off('exit', this.#onEnd)
    this.write(leave_screen)
    process.stdin.setRawMode(false)
  }

  /** All at once and in order, also while the process ends. A terminal that is gone hears nothing. */
  write(text: string): void {
    try {
      writeAll(1, Buffer.from(text))
    } catch (error) {
      if (!['EIO', 'EPIPE', 'EBADF'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
  }

  /** Shows a frame; only lines that are not as they were are written, each at its place. */
  paint(lines: readonly string[]): void {
    const shown = this.#shown ?? []
    let out = this.#shown === undefined ? clear_screen : ''
    for (const [row, line] of lines.entries())
      if (line !== shown[row]) out += `\u001b[${row + 1};1H\u001b[K${line}`
    if (lines.length < shown.length) out += '\u001b[J'
    this.#shown = lines
    if (out !== '') this.write(`${begin_update}${out}${end_update}`)
  }

  /** What is shown is not what was painted: the next frame begins with an empty screen. */
  forget(): void {
    this.#shown = undefined
  }
}
