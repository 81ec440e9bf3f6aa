import type { History } from './history.ts'

/**
 * The position of the last event recorded at or before a time; 0 when there is none. Recorded time never falls, so
 * this is a binary search over positions, a block at a time.
 */
export function positionAtTime(history: History, timeMs: number): number {
  const tip = history.tipBlock()
  if (tip === undefined) return 0
  if (timeMs >= tip.lastTimeMs) return tip.lastPosition
  // The answer lies from `low` to `high`: the event at `low` is not too late, the one after `high` is.
  let low = 0
  let high = tip.lastPosition - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    const block = history.blockAt(middle)
    if (block === undefined) return low
    const times = block.columns.timeMs
    if ((times[0] as number) > timeMs) high = block.firstPosition - 1
    else if ((times[block.count - 1] as number) <= timeMs) low = block.lastPosition
    else return block.firstPosition + lastAtOrBefore(times, timeMs)
  }
  return low
}

function lastAtOrBefore(times: Float64Array, timeMs: number): number {
  let low = 0
  let high = times.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((times[middle] as number) <= timeMs) low = middle
    else high = middle - 1
  }
  return low
}
