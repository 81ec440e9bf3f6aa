import type { Desk } from './desk.ts'
import { stoppable_lanes } from './lanes.ts'
import { filterEvents } from './search-events.ts'

/** Takes back one thing at a time, so that nothing goes that was still wanted. */
export function clearOne(desk: Desk): void {
  const { state } = desk
  if (desk.lanes.stop(...stoppable_lanes)) {
    if (desk.sight.isComparing) desk.show({ isFromMark: false, tab: 'state' })
    desk.say('said', 'stopped')
    return
  }
  if (state.isFromMark) desk.show({ isFromMark: false })
  else if (state.filter !== '') filterEvents(desk, '')
  else if (state.search !== '') desk.show({ search: '' })
  else if (state.watched !== undefined) desk.show({ watched: undefined })
  else if (state.pinned !== undefined) desk.show({ pinned: undefined })
  else if (state.mark !== undefined) desk.show({ mark: undefined })
}
