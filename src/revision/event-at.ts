import { RevisionUnknownError } from '../errors.ts'
import type { EventLog, RecordedEvent } from '../store/event.ts'
import type { ResolvedRevision } from './context.ts'

/** The event that a revision names. @throws {RevisionUnknownError} it is `ROOT`, where there is none. */
export function eventAt({ position, revision }: ResolvedRevision, log: EventLog): RecordedEvent {
  const event = log.at(position)
  if (event !== undefined) return event
  const isEmpty = log.tip.position === 0
  throw new RevisionUnknownError(`no event at '${revision}': it is before the first event`, {
    hint: isEmpty ? 'the store is empty' : "the first event is '1'",
  })
}
