import { ProjectionFailedError } from '../errors.ts'
import type { EventLog } from '../store/event.ts'
import type { Entry } from './entry.ts'
import type { GenerationWriter } from './generation-writer.ts'
import { replay } from './replay.ts'

/** How many events of a document are folded again at most. */
const sample_events = 4096

/**
 * Folds a sample of a build's documents again, each alone in a realm that remembers nothing. A document that comes out
 * different depends on something outside it: a variable of the module, a cache, a counter.
 * @throws {ProjectionFailedError}
 */
export function requireSelfContained(writer: GenerationWriter, log: EventLog): void {
  for (const key of writer.sample) {
    const entry = provable(writer, key)
    if (entry === undefined) continue
    const projection = writer.projection.again()
    const { json } = replay({ projection, log, watched: true }, { key, json: null, events: entry.events })
    if (json === entry.json) continue
    const { name } = writer
    throw new ProjectionFailedError(
      { projection: name, key },
      `projection '${name}' keeps state outside its documents: '${key}', folded alone, is another document`,
      { hint: 'use only the state and the event in handlers; move variables of the module into the state' },
    )
  }
}

/** The document's newest entry that not too many events lead to, with all of them. */
function provable(writer: GenerationWriter, key: string): Entry | undefined {
  const events: number[] = []
  let last: Entry | undefined
  for (let entry = writer.entries.after(key, 0); entry !== undefined; ) {
    if (events.length + entry.events.length > sample_events) break
    events.push(...entry.events)
    if (entry.json !== undefined) last = { ...entry, events: [...events] }
    entry = writer.entries.after(key, entry.position)
  }
  return last && { ...last, events: [...new Set(last.events)].sort((a, b) => a - b) }
}
