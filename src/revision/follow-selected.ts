import type { RecordedEvent } from '../store/event.ts'
import { type Followed, follow } from '../store/follow.ts'
import { eventPredicate } from './event-predicates.ts'
import type { EventSelection } from './event-selection.ts'
import { queryOf } from './select-events.ts'

/** The selected events after a position, as any process appends them. Goes on until the caller stops it. */
export async function* followSelected(
  store: Followed,
  after: number,
  selection: EventSelection,
): AsyncGenerator<RecordedEvent, void> {
  const { streams, categories, types } = queryOf(selection)
  const isSelected = eventPredicate(selection)
  const filter = { ...(streams && { streams }), ...(categories && { categories }), ...(types && { types }) }
  for await (const event of follow(store, { after, ...filter })) if (isSelected(event)) yield event
}
