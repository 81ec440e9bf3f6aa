import { type EsError, HungUpError, InterruptedError, TerminatedError } from '../errors.ts'

type EndingSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP'

/** The signals that ask a program to end, and the errors that say so. */
export const ending_signals: Readonly<Record<EndingSignal, () => EsError>> = {
  SIGINT: () => new InterruptedError('interrupted'),
  SIGTERM: () => new TerminatedError('terminated'),
  SIGHUP: () => new HungUpError('the terminal was closed'),
}

interface SignalOptions {
  /** Called a while after the signal when the work has not ended by then, as when it waits for the disk. */
  readonly onLate?: (signal: EndingSignal, error: EsError) => void
}

const late_ms = 300

/**
 * Runs work that ends between two of its steps when the process is told to end (Ctrl-C, SIGTERM, a closed terminal); the
 * signal's reason is the error that then says so. A second Ctrl-C ends the process as if nobody listened.
 */
export async function untilSignalled<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { onLate }: SignalOptions = {},
): Promise<T> {
  const controller = new AbortController()
  let late: NodeJS.Timeout | undefined
  const handlers = (Object.keys(ending_signals) as EndingSignal[]).map((name) => {
    const handler = (): void => {
      const error = ending_signals[name]()
      controller.abort(error)
      if (onLate !== undefined) late ??= setTimeout(() => onLate(name, error), late_ms)
    }
    return [name, handler] as const
  })
  for (const [name, handler] of handlers) process.once(name, handler)
  try {
    return await work(controller.signal)
  } finally {
    clearTimeout(late)
    for (const [name, handler] of handlers) process.off(name, handler)
  }
}
