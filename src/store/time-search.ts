import type { Block } from './block.ts'
import type { History, Place } from './history.ts'

/**
 * The position of the last event recorded at or before a time; 0 when there is none. Recorded time never falls, so
 * this is a search by interpolation (Peterson, 1957), a block at a time: it looks where the event would be if events came
 * evenly, and every other time in the middle, so that uneven times cost twice what bisection would, and no more.
 */
export function positionAtTime(history: History, timeMs: number): number {
  const { tip } = history
  if (timeMs >= tip.timeMs) return tip.position
  /** The event there is not too late. */
  let low: Place = { position: 0, timeMs: Number.NEGATIVE_INFINITY }
  /** The event there is. */
  let high: Place = tip
  for (let step = 0; low.position + 1 < high.position; step++) {
    const place = step % 2 === 0 ? interpolated(low, high, timeMs) : (low.position + high.position) / 2
    const middle = Math.min(Math.max(Math.round(place), low.position + 1), high.position - 1)
    const ends = history.endsAround(middle)
    if (ends === undefined) break
    if (ends.first.timeMs > timeMs) high = ends.first
    else if (ends.last.timeMs <= timeMs) low = ends.last
    else return history.look(middle, (block) => lastAtOrBefore(block, timeMs)) ?? low.position
  }
  return low.position
}

/** Where a time would be; the beginning, as long as its time is not known. */
function interpolated(low: Place, high: Place, timeMs: number): number {
  if (low.position === 0) return 1
  return low.position + ((timeMs - low.timeMs) / (high.timeMs - low.timeMs)) * (high.position - low.position)
}

function lastAtOrBefore(block: Block, timeMs: number): number {
  let low = 0
  let high = block.count - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (block.timeMsAt(middle) <= timeMs) low = middle
    else high = middle - 1
  }
  return block.firstPosition + low
}
