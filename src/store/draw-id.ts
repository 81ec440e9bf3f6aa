import { EventInvalidError, IdConflictError } from '../errors.ts'
import { systemAmbient } from './ambient.ts'
import type { Ambient } from './event.ts'
import { checkId } from './prepare.ts'

/**
 * The id of an event that brings none. What a caller's own source gives is looked at as an id that an event brings.
 * @param isKnown whether an event has that id, one of this batch too.
 * @throws {EventInvalidError} {@link IdConflictError} the source gives no id, or one that is known.
 */
export function drawId(ambient: Ambient, timeMs: number, isKnown: (id: string) => boolean): string {
  const id = ambient.newId(timeMs)
  if (ambient.newId === systemAmbient.newId) return id
  if (typeof id !== 'string') throw new EventInvalidError(`'newId' gave ${typeof id}, not a text`)
  checkId(id)
  if (!ambient.neverRepeats && isKnown(id)) throw new IdConflictError(`'newId' gave '${id}', which is known`)
  return id
}
