const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const
const heights = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

/** A bar for a value of at most `most`, `width` columns long at the most. What is there is shown, however little. */
export function bar(value: number, most: number, width: number): string {
  if (value <= 0 || most <= 0) return ''
  const parts = Math.max(1, Math.round((value / most) * width * 8))
  return '█'.repeat(Math.floor(parts / 8)) + eighths[parts % 8]
}

/** A column of one of eight heights for each value; a blank for nothing (after Tufte's sparklines, 2006). */
export function sparkline(values: readonly number[]): string {
  const most = values.reduce((a, b) => Math.max(a, b), 0)
  return values
    .map((value) => (value <= 0 ? ' ' : heights[Math.min(7, Math.floor((value / most) * 8))]))
    .join('')
}

/**
 * Values at places on an axis as at most `width` sums of equal stretches of it.
 * @param counts place → value; places are multiples of `step`.
 */
export function stretched(counts: ReadonlyMap<number, number>, step: number, width: number): number[] {
  if (counts.size === 0) return []
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const place of counts.keys()) {
    first = Math.min(first, place)
    last = Math.max(last, place)
  }
  const places = (last - first) / step + 1
  const each = Math.ceil(places / width)
  const sums = new Array<number>(Math.ceil(places / each)).fill(0)
  for (const [place, value] of counts) sums[Math.floor((place - first) / step / each)]! += value
  return sums
}
