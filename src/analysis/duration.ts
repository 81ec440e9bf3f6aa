import { UsageError } from '../errors.ts'

const unit_ms: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

/** `90s`, `1m`, `1h30m`, `0.5h`, `2w`: milliseconds, more than 0. A day is 24 hours. @throws {UsageError} */
export function parseDuration(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g)]
  const durationMs = parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * (unit_ms[unit ?? ''] ?? 0),
    0,
  )
  const isWhole = parts.map(([part]) => part).join('') === text
  if (!isWhole || !(durationMs > 0) || !Number.isSafeInteger(Math.round(durationMs)))
    throw new UsageError(`'${text}' is not a duration`, { hint: 'write it like 90s, 5m, 1h30m or 2d' })
  return Math.round(durationMs)
}
