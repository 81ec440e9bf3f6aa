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
 * Drains long work and shows how far it is: a bar on a terminal after half a second, a line every ten seconds in a
 * pipe. What the work throws comes through with the terminal restored.
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
  // Where the clock stands still, so do the lines: a transcript must not depend on how busy the machine is.
  const nowMs = session.env.ES_TEST_NOW ? () => 0 : real_clock.nowMs
  if (!drawnStream(2).isTTY) return lineView(label, nowMs, (line) => session.message(line))
  const { openProgressBar } = await import('./ui/progress.tsx')
  session.out.flush()
  return openProgressBar(label, process.stderr)
}

const line_every_ms = 10_000

/** For a pipe: a plain line now and then, the first one after ten seconds. */
export function lineView(
  label: ProgressLabel,
  nowMs: () => number,
  write: (line: string) => void,
): ProgressView {
  let dueMs = nowMs() + line_every_ms
  return {
    show: ({ done, total, at }) => {
      if (nowMs() < dueMs) return
      dueMs = nowMs() + line_every_ms
      const of = total === undefined ? '' : `/${total}`
      write(`${label.doing}${at === undefined ? '' : ` ${at}`}: ${done}${of} ${label.unit}`)
    },
    close: () => undefined,
  }
}
