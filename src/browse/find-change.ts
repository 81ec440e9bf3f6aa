import type { ReadModels } from '../projection/read-models.ts'
import type { Direction } from './find-event.ts'
import { type ValuePlace, valueText } from './value-place.ts'
import type { Work } from './work.ts'

/** Documents read in one step. */
const step_events = 64

/**
 * The nearest event before or after a position that changed a value; undefined when none did. Only the document's own
 * events are looked at.
 * @throws {ProjectionFailedError}
 */
export function* findChange(
  reader: Pick<ReadModels, 'get' | 'positions'>,
  { projection, key, path }: ValuePlace,
  { from, tip, direction }: { from: number; tip: number; direction: Direction },
): Work<number | undefined> {
  const own = reader.positions(projection, key, direction === 'before' ? Math.max(0, from - 1) : tip)
  const places = direction === 'before' ? own.toReversed() : own.filter((position) => position > from)
  const valueAt = (position: number) => valueText(reader.get(projection, key, position), path)
  for (const [index, position] of places.entries()) {
    if (valueAt(position) !== valueAt(position - 1)) return position
    if (index % step_events === step_events - 1) yield { done: index + 1, total: places.length }
  }
  return undefined
}
