import type { Direction } from '../../browse/find-event.ts'
import { resolveRevision } from '../../revision/resolve.ts'
import type { Desk } from './desk.ts'

/** So many events of the list further on, or back. */
export function moveBy(desk: Desk, by: number): void {
  desk.lanes.start('task', 'filtering', desk.list.place(desk.state.cursor, by), (position) => {
    if (position !== undefined) desk.goTo(position)
  })
}

export function moveToEnd(desk: Desk, of: 'first' | 'last', isFollowing = false): void {
  const { position: tip } = desk.view.log.tip
  const work = desk.list.nearest(of === 'first' ? 1 : tip)
  desk.lanes.start('task', 'filtering', work, (position) => {
    if (position !== undefined) desk.goTo(position, isFollowing)
  })
}

export function moveToRevision(desk: Desk, text: string): void {
  const { position, warnings } = resolveRevision(text, desk.view.context())
  if (warnings.length > 0) desk.say('said', warnings.join('; '))
  if (desk.selection === undefined) {
    desk.goTo(position)
    return
  }
  desk.lanes.start('task', 'filtering', desk.list.nearest(position), (nearest) => {
    if (nearest === undefined) {
      desk.say('failed', 'no event fits the filter')
      return
    }
    if (nearest !== position)
      desk.say('said', `${position} does not fit the filter: this is the nearest that does`)
    desk.goTo(nearest)
  })
}

export function moveToTag(desk: Desk, direction: Direction): void {
  const { cursor } = desk.state
  const { tags } = desk.view
  const tag =
    direction === 'after'
      ? tags.find(({ position }) => position > cursor)
      : tags.findLast(({ position }) => position < cursor)
  if (tag === undefined) {
    desk.say('failed', `no tag ${direction} this event`)
    return
  }
  desk.say('said', tag.message === undefined ? `tag ${tag.name}` : `tag ${tag.name}: ${tag.message}`)
  desk.goTo(tag.position)
}

/** Goes along with the tip from now on, or no longer. */
export function followTip(desk: Desk): void {
  const follows = !desk.state.follows
  desk.show({ follows })
  if (follows) moveToEnd(desk, 'last', true)
}
