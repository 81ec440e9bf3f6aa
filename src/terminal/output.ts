import { writeSync } from 'node:fs'
import { DiskFailedError } from '../errors.ts'
import { diskReason } from '../store/disk-reason.ts'

/** Nobody reads the output any more (`| head -1`). A reading command ends quietly with 0. */
export class OutputClosedError extends Error {}

const buffer_size = 32 * 1024
const patience_ms = 20

/**
 * The one place that writes to stdout. Writes are synchronous, so that a slow reader slows the command down rather
 * than fill its memory, and nothing is lost when the process ends. Text is collected and written when there is 32 KiB
 * of it or 20 ms have passed, so the first line of a long log comes at once.
 */
export class Output {
  /** The descriptor that is written to: stdout's, or the pager's while one runs. */
  descriptor = 1
  /** Set by a writing command: it finishes its writing though nobody reads what it says. */
  ignoresClosing = false
  #pending = ''
  #flushedMs = Number.NEGATIVE_INFINITY
  #isClosed = false

  /** @throws {OutputClosedError} nobody reads any more. */
  write(text: string): void {
    this.#pending += text
    if (this.#pending.length >= buffer_size || runningMs() - this.#flushedMs > patience_ms) this.flush()
  }

  /** A text that ends in exactly one line feed more than it had, unless it is empty or has one. */
  line(text: string): void {
    if (text !== '') this.write(text.endsWith('\n') ? text : `${text}\n`)
  }

  flush(): void {
    const text = this.#pending
    this.#pending = ''
    this.#flushedMs = runningMs()
    if (text === '' || this.#isClosed) return
    try {
      writeAll(this.descriptor, Buffer.from(text))
    } catch (error) {
      if (!isClosedPipe(error)) throw this.#failure(error)
      this.#isClosed = true
      if (!this.ignoresClosing) throw new OutputClosedError()
    }
  }

  /** A writing command prints what it has done, so all but its answer is there. */
  #failure(error: unknown): unknown {
    const reason = diskReason(error)
    if (reason === undefined) return error
    const hint = this.ignoresClosing
      ? 'only the answer is lost: what was to be changed is changed'
      : undefined
    return new DiskFailedError(`cannot write to stdout: ${reason}`, { hint, cause: error })
  }
}

/** Since the process began. Not `performance`, which Node loads first. */
function runningMs(): number {
  return process.uptime() * 1000
}

/** Writes every byte, waiting where a pipe that does not block is full. */
export function writeAll(descriptor: number, bytes: Uint8Array): void {
  let written = 0
  while (written < bytes.length) {
    try {
      written += writeSync(descriptor, bytes, written)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2)
    }
  }
}

function isClosedPipe(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'EPIPE' || code === 'ECONNRESET'
}
