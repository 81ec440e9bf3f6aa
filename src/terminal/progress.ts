import { drawnStream } from './drawn-stream.ts'
import type { ProgressLabel, ProgressStep, ProgressView } from './progress-view.ts'
import { session } from './session.ts'

interface ProgressClock {
  readonly nowMs: () => number
  /** Lets the interface repaint: one turn of the event loop. */
  readonly turn: () => Promise<void>
}

const first_after_ms = 500
const repaint_every_ms = 100

const real_clock: ProgressClock = {
  nowMs: () => performance.now(),
  turn: () => new Promise((resolve) => setImmediate(resolve)),
}

/**
 * Drains long work and shows how far it is: a bar on a terminal after half a second, nothing in a pipe or when
 * the command is to be quiet. What the work throws comes through with the terminal restored.
 *
 * @returns what the work returned.
 */
export async function withProgress<T>(
  label: ProgressLabel,
  work: Iterator<ProgressStep, T> | AsyncIterator<ProgressStep, T>,
  openView: () => Promise<ProgressView> = () => openProgressView(label),
  clock: ProgressClock = real_clock,
): Promise<T> {
  let view: ProgressView | undefined
  let dueMs = clock.nowMs() + first_after_ms
  try {
    for (;;) {
      const next = await work.next()
      if (next.done) return next.value
      if (clock.nowMs() < dueMs) continue
      view ??= await openView()
      view.show(next.value)
      await clock.turn()
      dueMs = clock.nowMs() + repaint_every_ms
    }
  } finally {
    view?.close()
  }
}

async function openProgressView(label: ProgressLabel): Promise<ProgressView> {
  if (!isShown(drawnStream(2).isTTY, session.isQuiet)) return no_view
  const { openProgressBar } = await import('./ui/progress.tsx')
  session.out.flush()
  return openProgressBar(label, process.stderr)
}

/** A pipe is read by programs, which would take a line about progress for a warning. */
export function isShown(isTerminal: boolean, isQuiet: boolean): boolean {
  return isTerminal && !isQuiet
}

const no_view: ProgressView = { show: () => undefined, close: () => undefined }
