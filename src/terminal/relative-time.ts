const units = [
  { name: 'year', sizeMs: 365.25 * 86_400_000 },
  { name: 'month', sizeMs: 30.44 * 86_400_000 },
  { name: 'week', sizeMs: 7 * 86_400_000 },
  { name: 'day', sizeMs: 86_400_000 },
  { name: 'hour', sizeMs: 3_600_000 },
  { name: 'minute', sizeMs: 60_000 },
  { name: 'second', sizeMs: 1000 },
]

/** How long ago, in the largest unit of which there are two or more, as git says it: `14 days ago`, `2 hours ago`. */
export function relativeTime(timeMs: number, nowMs: number): string {
  const agoMs = nowMs - timeMs
  if (agoMs < 0) return 'in the future'
  for (const { name, sizeMs } of units) {
    const count = Math.floor(agoMs / sizeMs)
    if (count >= 2 || (count === 1 && name === 'second'))
      return `${count} ${name}${count === 1 ? '' : 's'} ago`
  }
  return 'now'
}
