import type { Block } from './block.ts'
import type { BlockEnds, History, Place } from './history.ts'

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
    const isInside = ends !== undefined && ends.first.timeMs <= timeMs && timeMs < ends.last.timeMs
    // The block that is looked at may be smaller than the one of these ends, and lie on one side of the time.
    const around = isInside ? history.look(middle, (block) => placesAround(block, timeMs)) : ends
    if (around === undefined) break
    if (around.first.timeMs > timeMs) high = around.first
    else if (around.last.timeMs <= timeMs) low = around.last
    else [low, high] = [around.first, around.last]
  }
  return low.position
}

/** Where a time would be; the beginning, as long as its time is not known. */
function interpolated(low: Place, high: Place, timeMs: number): number {
  if (low.position === 0) return 1
  return low.position + ((timeMs - low.timeMs) / (high.timeMs - low.timeMs)) * (high.position - low.position)
}

/** The last event at or before a time and the one after it; an end of the block when all of it is on one side. */
function placesAround(block: Block, timeMs: number): BlockEnds {
  let low = 0
  let high = block.count
  while (low < high) {
    const middle = (low + high) >> 1
    if (block.timeMsAt(middle) <= timeMs) low = middle + 1
    else high = middle
  }
  const place = (index: number) => ({ position: block.firstPosition + index, timeMs: block.timeMsAt(index) })
  return { first: place(Math.max(0, low - 1)), last: place(Math.min(low, block.count - 1)) }
}
