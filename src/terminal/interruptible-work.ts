import { releaseClaims } from '../store/claims.ts'
import { discardTemporaries } from '../store/temporaries.ts'
import { wantsDocuments } from './command-line.ts'
import { withProgress } from './progress.ts'
import type { ProgressLabel, ProgressStep } from './progress-view.ts'
import { session } from './session.ts'
import { untilSignalled } from './signals.ts'

const turn_every_ms = 50

type Work<T> = Iterator<ProgressStep, T> | AsyncIterator<ProgressStep, T>

/**
 * Drains long work that makes files beside their place, and shows how far it is. When the process is told to end, nothing
 * of them stays: the work ends between two steps and cleans up; where a step takes too long, the files are removed under
 * it, and the process ends as if nobody had listened to the signal.
 * @throws {InterruptedError} {@link TerminatedError} {@link HungUpError}
 */
export async function withInterruptibleProgress<T>(label: ProgressLabel, work: Work<T>): Promise<T> {
  return await untilSignalled((signal) => withProgress(label, stepsUntil(signal, work)), {
    onLate: (name, error) => {
      discardTemporaries()
      releaseClaims()
      session.fail(error, { json: wantsDocuments(process.argv.slice(2)), debug: false })
      process.removeAllListeners(name)
      // Not process.exit: that waits for the threads that copy.
      process.kill(process.pid, name)
    },
  })
}

async function* stepsUntil<T>(signal: AbortSignal, work: Work<T>): AsyncGenerator<ProgressStep, T> {
  let turnedMs = performance.now()
  try {
    for (;;) {
      signal.throwIfAborted()
      const next = await work.next()
      if (next.done) return next.value
      yield next.value
      if (performance.now() - turnedMs < turn_every_ms) continue
      // Handlers of signals run only between two turns of the event loop.
      await new Promise((resolve) => setImmediate(resolve))
      turnedMs = performance.now()
    }
  } finally {
    await work.return?.()
  }
}
