import { nearest } from '../nearest.ts'
import type { EventLog } from '../store/event.ts'

/** Of a long log only the newest events are looked at: a mistyped name must not take seconds. */
const looked_at_events = 100_000

/**
 * The stream that a mistyped name may have meant. Its digits are the typed ones: `order-8` beside `order-7` is another
 * order, and no mistake that can be seen.
 */
export function nearStream(typed: string, log: EventLog): string | undefined {
  const digits = digitsOf(typed)
  const names = new Set<string>()
  const seen = new Set<number>()
  const upTo = log.tip.position
  for (const run of log.columns({ after: Math.max(0, upTo - looked_at_events), upTo }))
    for (const id of run.streamIds) {
      if (seen.has(id)) continue
      seen.add(id)
      const name = run.streamName(id)
      if (digitsOf(name) === digits) names.add(name)
    }
  return nearest(typed, names)[0]
}

function digitsOf(name: string): string {
  return name.replaceAll(/\D/g, '')
}
