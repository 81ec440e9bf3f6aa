const minute_ms = 60_000

let cachedMinute = Number.NaN
let cachedPrefix = ''

let cachedTimeMs = Number.NaN
let cachedTime = ''

/**
 * ISO 8601 with milliseconds and `Z`. Recorded times come in order, and those of a batch are often the same: the time
 * and its minute's text are kept from call to call.
 */
export function isoTime(timeMs: number): string {
  if (timeMs !== cachedTimeMs) {
    cachedTime = printed(timeMs)
    cachedTimeMs = timeMs
  }
  return cachedTime
}

function printed(timeMs: number): string {
  const minute = Math.floor(timeMs / minute_ms)
  if (minute !== cachedMinute) {
    cachedMinute = minute
    cachedPrefix = new Date(minute * minute_ms).toISOString().slice(0, 17)
  }
  const rest = timeMs - minute * minute_ms
  const text =
    rest < 10
      ? `0000${rest}`
      : rest < 100
        ? `000${rest}`
        : rest < 1000
          ? `00${rest}`
          : rest < 10_000
            ? `0${rest}`
            : `${rest}`
  return `${cachedPrefix}${text.slice(0, 2)}.${text.slice(2)}Z`
}
