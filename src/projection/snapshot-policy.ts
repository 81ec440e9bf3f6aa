/** Which snapshots a prune leaves; each rule adds to what the others keep. */
export interface KeepPolicy {
  /** The newest so many. */
  readonly last?: number | undefined
  /** Those at tagged positions. */
  readonly tags?: boolean | undefined
  /** The newest of each of the last so many hours, days, weeks, months and years that have one. */
  readonly hourly?: number | undefined
  readonly daily?: number | undefined
  readonly weekly?: number | undefined
  readonly monthly?: number | undefined
  readonly yearly?: number | undefined
}

/** The older, the fewer. */
export const default_policy: KeepPolicy = {
  last: 3,
  tags: true,
  hourly: 24,
  daily: 7,
  weekly: 4,
  monthly: 12,
  yearly: 10,
}

/** A snapshot's place: its position, and when the event there was recorded; undefined at `ROOT`. */
export interface SnapshotPlace {
  readonly position: number
  readonly eventMs: number | undefined
}

const hour_ms = 3_600_000
const day_ms = 24 * hour_ms

/** The number of the hour, day, week (from Monday), month or year, UTC, that a time is in. */
const periods = {
  hourly: (ms: number) => Math.floor(ms / hour_ms),
  daily: (ms: number) => Math.floor(ms / day_ms),
  // 1970 began on a Thursday.
  weekly: (ms: number) => Math.floor((Math.floor(ms / day_ms) + 3) / 7),
  monthly: (ms: number) => new Date(ms).getUTCFullYear() * 12 + new Date(ms).getUTCMonth(),
  yearly: (ms: number) => new Date(ms).getUTCFullYear(),
}

/**
 * The positions of the snapshots that stay. After restic's `forget`: age is that of the history at the snapshot, not of
 * the file, so a snapshot of last year that is taken today counts as last year's.
 * @param places ascending
 */
export function keptPositions(
  places: readonly SnapshotPlace[],
  policy: KeepPolicy,
  tagged: ReadonlySet<number>,
): Set<number> {
  const kept = new Set<number>()
  const newestFirst = places.toReversed()
  for (const { position } of newestFirst.slice(0, policy.last ?? 0)) kept.add(position)
  if (policy.tags) for (const { position } of places) if (tagged.has(position)) kept.add(position)
  for (const [name, periodOf] of Object.entries(periods))
    for (const position of newestOfEach(newestFirst, periodOf, policy[name as keyof typeof periods] ?? 0))
      kept.add(position)
  return kept
}

function* newestOfEach(
  newestFirst: readonly SnapshotPlace[],
  periodOf: (ms: number) => number,
  count: number,
): Generator<number> {
  const seen = new Set<number>()
  for (const { position, eventMs } of newestFirst) {
    if (eventMs === undefined || seen.size === count) return
    const period = periodOf(eventMs)
    if (!seen.has(period)) yield position
    seen.add(period)
  }
}
