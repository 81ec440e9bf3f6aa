import { EventList } from '../../browse/event-list.ts'
import { findChange } from '../../browse/find-change.ts'
import { type Direction, findEvent } from '../../browse/find-event.ts'
import type { Desk } from './desk.ts'
import { parseFilter, searchTest } from './filter.ts'

/** Lists only the events that fit from now on; all of them for an empty text. */
export function filterEvents(desk: Desk, text: string): void {
  const selection = parseFilter(text, desk.view.context().nowMs)
  desk.selection = selection
  desk.list = new EventList(desk.view.log, selection)
  desk.lanes.stop('list', 'task')
  desk.show({ filter: selection === undefined ? '' : text })
  if (selection === undefined) return
  desk.lanes.start('task', 'filtering', desk.list.nearest(desk.state.cursor), (position) => {
    if (position === undefined) desk.say('failed', 'no event fits the filter')
    else desk.goTo(position)
  })
}

/** The next event, of those that fit the filter, that holds what was searched for. */
export function searchOn(desk: Desk, direction: Direction): void {
  const { search, cursor } = desk.state
  if (search === '') {
    desk.say('failed', 'nothing to search for yet: / asks')
    return
  }
  const selection = { ...desk.selection, text: searchTest(search) }
  const work = findEvent(desk.view.log, selection, cursor, direction)
  desk.lanes.start('task', 'searching', work, (position) => {
    if (position === undefined) desk.say('failed', `no event ${direction} this one holds '${search}'`)
    else desk.goTo(position)
  })
}

/** The next event that changed the value that is watched. */
export function searchChange(desk: Desk, direction: Direction): void {
  const { watched, cursor } = desk.state
  if (watched === undefined) {
    desk.say('failed', 'no value is watched: W chooses one')
    return
  }
  const place = { from: cursor, tip: desk.view.tipPosition, direction }
  const work = findChange(desk.view.reader, watched, place)
  desk.lanes.start('task', 'looking for a change', work, (position) => {
    if (position === undefined) {
      desk.say('failed', `nothing ${direction} this event changed it`)
      return
    }
    desk.show({ projection: watched.projection })
    desk.sight.prefer(watched)
    desk.goTo(position)
  })
}
