import type { EventLog } from '../store/event.ts'

/** How many events were recorded in each of some equal stretches of the log's time. */
export interface Density {
  /** When the first event was recorded, and the last, epoch ms. */
  readonly fromMs: number
  readonly toMs: number
  readonly counts: readonly number[]
}

/**
 * Counts without reading an event: recorded time never falls, so a stretch holds what lies between the positions of its
 * two ends. Undefined for an empty log.
 */
export function densityOf(log: EventLog, stretches: number): Density | undefined {
  const fromMs = log.at(1)?.timeMs
  if (fromMs === undefined) return undefined
  const { timeMs: toMs, position: tip } = log.tip
  const counts: number[] = []
  let before = 0
  for (let stretch = 1; stretch <= stretches; stretch++) {
    const endMs = fromMs + ((toMs - fromMs) * stretch) / stretches
    const position = stretch === stretches ? tip : log.positionAt(Math.ceil(endMs) - 1)
    counts.push(position - before)
    before = position
  }
  return { fromMs, toMs, counts }
}

/** The stretch that a time falls into. */
export function stretchOf({ fromMs, toMs, counts }: Density, timeMs: number): number {
  if (toMs === fromMs) return counts.length - 1
  const share = (timeMs - fromMs) / (toMs - fromMs)
  return Math.min(counts.length - 1, Math.max(0, Math.floor(share * counts.length)))
}
