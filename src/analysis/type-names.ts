import type { PositionRange } from '../revision/select-events.ts'
import type { EventLog } from '../store/event.ts'

/** The types that the events of a range have. */
export function typeNames(log: EventLog, { from, to }: PositionRange): ReadonlySet<string> {
  const ids = new Set<number>()
  const names = new Set<string>()
  for (const run of log.columns({ after: from, upTo: to }))
    for (const id of run.typeIds) {
      if (ids.has(id)) continue
      ids.add(id)
      names.add(run.typeName(id))
    }
  return names
}
