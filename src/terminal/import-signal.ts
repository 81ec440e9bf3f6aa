import { InterruptedError, TerminatedError } from '../errors.ts'

/**
 * Runs work that ends between two of its steps when the process is told to end (Ctrl-C, SIGTERM); the signal's reason
 * is the error that then says so. A second Ctrl-C ends the process as if nobody listened.
 */
export async function untilSignalled<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const interrupt = () => controller.abort(new InterruptedError('interrupted'))
  const terminate = () => controller.abort(new TerminatedError('terminated'))
  process.once('SIGINT', interrupt)
  process.once('SIGTERM', terminate)
  try {
    return await work(controller.signal)
  } finally {
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', terminate)
  }
}
