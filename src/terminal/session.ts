import { drawnStream } from './drawn-stream.ts'
import { type ErrorReport, errorDocument, errorText, reportOf, stackText } from './error-report.ts'
import { Output, OutputClosedError, writeAll } from './output.ts'
import { type Pager, startPager } from './pager.ts'
import { colour_decision, environment } from './start.ts'
import { type Terminal, terminalOf } from './terminal.ts'

/**
 * What one run of the program shares: its environment, where it writes, how that is drawn, and how it ends.
 */
class Session {
  readonly out = new Output()
  readonly env = environment
  /** Set by `--quiet`: no progress is shown, on a terminal either. */
  isQuiet = false
  #pager: Pager | undefined

  /** How stdout is drawn. */
  terminal(nowMs: number): Terminal {
    return terminalOf(drawnStream(1), { colour: colour_decision.stdout, nowMs })
  }

  /** How stderr is drawn. */
  get messages(): Terminal {
    return terminalOf(drawnStream(2), { colour: colour_decision.stderr, nowMs: 0 })
  }

  /** A line for people, on stderr: what was done, a warning, a hint. */
  message(text: string): void {
    this.out.flush()
    writeMessage(text.endsWith('\n') ? text : `${text}\n`)
  }

  /** From here on stdout goes through a pager, when stdout is a terminal and there is one. */
  page(): void {
    if (!drawnStream(1).isTTY || this.#pager !== undefined) return
    this.#pager = startPager(this.env)
    if (this.#pager !== undefined) this.out.descriptor = this.#pager.descriptor
  }

  /** Says what went wrong, in the form asked for, and sets the exit status. Never throws. */
  fail(error: unknown, asked: { json: boolean; debug: boolean }): void {
    if (error instanceof OutputClosedError) return
    const report = reportOf(error)
    process.exitCode = report.exit
    this.#say(report, asked.json)
    if (asked.debug) writeMessage(this.messages.safe(stackText(error)))
  }

  /** Writes what is left and waits for the pager's reader. */
  async end(): Promise<void> {
    try {
      this.out.flush()
    } catch (error) {
      this.fail(error, { json: false, debug: false })
    }
    await this.#pager?.close()
  }

  #say(report: ErrorReport, json: boolean): void {
    try {
      if (json) this.out.line(this.terminal(0).safeJson(errorDocument(report)))
      this.out.flush()
    } catch {
      // Nobody reads stdout, or it cannot be written; the line on stderr says the rest.
    }
    writeMessage(errorText(report, this.messages))
  }
}

function writeMessage(text: string): void {
  try {
    writeAll(2, Buffer.from(text))
  } catch {
    // There is nowhere left to say it.
  }
}

/** The run of this process. */
export const session = new Session()
