import type { Block } from './block.ts'
import type { History } from './history.ts'

/**
 * The position of the last event recorded at or before a time; 0 when there is none. Recorded time never falls, so
 * this is a binary search over positions, a block at a time.
 */
export function positionAtTime(history: History, timeMs: number): number {
  const { tip } = history
  if (timeMs >= tip.timeMs) return tip.position
  // The answer lies from `low` to `high`: the event at `low` is not too late, the one after `high` is.
  let low = 0
  let high = tip.position - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    const part = history.look(middle, (block) => comparedWith(block, timeMs))
    if (part === undefined) return low
    if (part.found !== undefined) return part.found
    if (part.isLater) high = part.first - 1
    else low = part.last
  }
  return low
}

/** Whether a block lies after a time or before it; or, where the time falls into it, the position. */
function comparedWith(block: Block, timeMs: number) {
  const { firstPosition: first, lastPosition: last } = block
  const isLater = block.timeMsAt(0) > timeMs
  const isWithin = !isLater && block.lastTimeMs > timeMs
  return { first, last, isLater, found: isWithin ? first + lastAtOrBefore(block, timeMs) : undefined }
}

function lastAtOrBefore(block: Block, timeMs: number): number {
  let low = 0
  let high = block.count - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (block.timeMsAt(middle) <= timeMs) low = middle
    else high = middle - 1
  }
  return low
}
