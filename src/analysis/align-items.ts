import { type Blamed, isSame, keptValues } from './blamed.ts'

/** Longer stretches are not compared each with each. */
const few_pairs = 2500

/** Which items of an array now were which before. */
export interface Alignment {
  /** So many at the beginning, and at the end, are as they were. */
  readonly sameFirst: number
  readonly sameLast: number
  /** For each item between: the index of the one that it was, changed or not; -1 for a new one. */
  readonly sources: Int32Array
}

/**
 * What both begin and end with is kept. Of the stretch between, items that are there once before and once now are
 * anchors, as far as they keep their order (patience diff, Bram Cohen). Between anchors items are paired so that as
 * much as can be stays the same.
 */
export function alignItems(before: readonly Blamed[], now: readonly unknown[]): Alignment {
  const shorter = Math.min(before.length, now.length)
  let sameFirst = 0
  while (sameFirst < shorter && isSame(before[sameFirst] as Blamed, now[sameFirst])) sameFirst++
  const most = shorter - sameFirst
  let sameLast = 0
  while (sameLast < most && isSame(before.at(-1 - sameLast) as Blamed, now.at(-1 - sameLast))) sameLast++
  const sources = new Int32Array(now.length - sameLast - sameFirst).fill(-1)
  const pair = (index: number, nowIndex: number) => {
    sources[nowIndex - sameFirst] = index
  }
  const stretch = {
    from: sameFirst,
    to: before.length - sameLast,
    nowFrom: sameFirst,
    nowTo: now.length - sameLast,
  }
  alignStretch({ before, now, pair }, stretch)
  return { sameFirst, sameLast, sources }
}

interface Arrays {
  readonly before: readonly Blamed[]
  readonly now: readonly unknown[]
  readonly pair: (index: number, nowIndex: number) => void
}

/** Indexes of both arrays, the ends not included. */
interface Stretch {
  readonly from: number
  readonly to: number
  readonly nowFrom: number
  readonly nowTo: number
}

function alignStretch(arrays: Arrays, stretch: Stretch): void {
  if (sizeOf(stretch) <= few_pairs) {
    pairBest(arrays, stretch)
    return
  }
  let { from, nowFrom } = stretch
  for (const [index, nowIndex] of anchorsIn(arrays, stretch)) {
    pairStretch(arrays, { from, to: index, nowFrom, nowTo: nowIndex })
    arrays.pair(index, nowIndex)
    from = index + 1
    nowFrom = nowIndex + 1
  }
  pairStretch(arrays, { from, to: stretch.to, nowFrom, nowTo: stretch.nowTo })
}

function pairStretch(arrays: Arrays, stretch: Stretch): void {
  const { from, to, nowFrom, nowTo } = stretch
  if (sizeOf(stretch) <= few_pairs) pairBest(arrays, stretch)
  else
    for (let step = 0; step < Math.min(to - from, nowTo - nowFrom); step++)
      arrays.pair(from + step, nowFrom + step)
}

function sizeOf({ from, to, nowFrom, nowTo }: Stretch): number {
  return (to - from) * (nowTo - nowFrom)
}

/** Pairs of indexes of items that stand once in each stretch, the longest run of them that rises in both. */
function anchorsIn({ before, now }: Arrays, { from, to, nowFrom, nowTo }: Stretch): [number, number][] {
  const places = new Map<string, { index: number; nowIndex: number }>()
  for (let index = from; index < to; index++) {
    const text = textOfKnown(before[index] as Blamed)
    places.set(text, { index: places.has(text) ? -1 : index, nowIndex: -2 })
  }
  for (let nowIndex = nowFrom; nowIndex < nowTo; nowIndex++) {
    const place = places.get(textOf(now[nowIndex]))
    if (place !== undefined) place.nowIndex = place.nowIndex === -2 ? nowIndex : -1
  }
  const pairs = [...places.values()].filter(({ index, nowIndex }) => index >= 0 && nowIndex >= 0)
  return longestRising(pairs.map(({ index, nowIndex }) => [index, nowIndex]))
}

/** Of pairs that rise in their first numbers, the most that rise in their second as well (patience sorting). */
function longestRising(pairs: readonly [number, number][]): [number, number][] {
  /** By length less one: the pair that ends the run of that length with the least second number. */
  const ends: number[] = []
  const previous = new Int32Array(pairs.length)
  for (const [at, [, second]] of pairs.entries()) {
    let low = 0
    let high = ends.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((pairs[ends[middle] as number] as [number, number])[1] < second) low = middle + 1
      else high = middle
    }
    previous[at] = low === 0 ? -1 : (ends[low - 1] as number)
    ends[low] = at
  }
  const run: [number, number][] = []
  for (let at = ends.at(-1) ?? -1; at !== -1; at = previous[at] as number)
    run.push(pairs[at] as [number, number])
  return run.reverse()
}

/** Pairs items so that the most values in them stay as they were; by dynamic programming, as for a common subsequence. */
function pairBest({ before, now, pair }: Arrays, { from, to, nowFrom, nowTo }: Stretch): void {
  const [rows, columns] = [to - from, nowTo - nowFrom]
  if (rows === 1 && columns === 1) {
    pair(from, nowFrom)
    return
  }
  const width = columns + 1
  /** At `row * width + column`: the most that can be kept of so many items before and now. */
  const best = new Float64Array((rows + 1) * width)
  const at = (cells: Float64Array, row: number, column: number) => cells[row * width + column] as number
  for (let row = 1; row <= rows; row++)
    for (let column = 1; column <= columns; column++) {
      const values = keptValues(before[from + row - 1] as Blamed, now[nowFrom + column - 1])
      const unpaired = Math.max(at(best, row - 1, column), at(best, row, column - 1))
      best[row * width + column] = Math.max(unpaired, at(best, row - 1, column - 1) + values)
    }
  for (let [row, column] = [rows, columns]; row > 0 && column > 0; ) {
    if (at(best, row, column) === at(best, row - 1, column)) row--
    else if (at(best, row, column) === at(best, row, column - 1)) column--
    else pair(from + --row, nowFrom + --column)
  }
}

/** Two items are the same when their texts are, whatever the order of members. */
function textOf(item: unknown): string {
  if (Array.isArray(item)) return `[${item.map(textOf).join(',')}]`
  if (typeof item !== 'object' || item === null) return JSON.stringify(item) ?? ''
  const members = Object.keys(item).sort()
  return `{${members.map((name) => `${JSON.stringify(name)}:${textOf((item as Record<string, unknown>)[name])}`).join(',')}}`
}

function textOfKnown(known: Blamed): string {
  if (known.kind === 'scalar') return JSON.stringify(known.value) ?? ''
  if (known.kind === 'array') return `[${known.items.map(textOfKnown).join(',')}]`
  const members = [...known.members.keys()].sort()
  return `{${members.map((name) => `${JSON.stringify(name)}:${textOfKnown(known.members.get(name) as Blamed)}`).join(',')}}`
}
