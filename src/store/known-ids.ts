import { IdConflictError } from '../errors.ts'
import type { RecordedEvent } from './event.ts'
import type { PreparedEvent } from './prepare.ts'

/**
 * The recorded events that a batch repeats, when it is a retry: all its ids are known, in the same order, each for the
 * same stream, type and data. Undefined when none is known.
 * @throws {IdConflictError} anything between.
 */
export function repeatedEvents(
  batch: readonly PreparedEvent[],
  find: (id: string) => RecordedEvent | undefined,
): RecordedEvent[] | undefined {
  const found = batch.map((event) => (event.id === undefined ? undefined : find(event.id)))
  refuseTwins(batch)
  if (found.every((event) => event === undefined)) return undefined
  return found.map((recorded, index) => {
    const event = batch[index] as PreparedEvent
    if (recorded === undefined)
      throw new IdConflictError('a part of the batch is already in the store', {
        hint:
          event.id === undefined
            ? 'give every event of the batch an id'
            : `id '${event.id}' is new, others are not`,
      })
    const { position } = recorded
    if (recorded.stream !== event.stream || recorded.type !== event.type || recorded.json !== event.json)
      throw new IdConflictError(`id '${event.id}' is already that of another event, at ${position}`)
    const before = found[index - 1]?.position ?? 0
    if (position <= before) throw new IdConflictError(`id '${event.id}' is known, but in another order`)
    return recorded
  })
}

function refuseTwins(batch: readonly PreparedEvent[]): void {
  const seen = new Set<string>()
  for (const { id } of batch) {
    if (id === undefined) continue
    if (seen.has(id)) throw new IdConflictError(`id '${id}' stands twice in the batch`)
    seen.add(id)
  }
}
