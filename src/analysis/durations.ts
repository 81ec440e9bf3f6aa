/** How long things took, ms; undefined when there are none. */
export interface DurationSummary {
  readonly leastMs: number
  /** A tenth took no longer. */
  readonly tenthMs: number
  readonly medianMs: number
  readonly ninetiethMs: number
  readonly mostMs: number
}

/** Each figure is one of the values: the smallest with at least that part of them at or below it (nearest rank). */
export function summaryOf(durationsMs: readonly number[]): DurationSummary | undefined {
  if (durationsMs.length === 0) return undefined
  const sorted = Float64Array.from(durationsMs).sort()
  const at = (part: number) => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] as number
  return { leastMs: at(0), tenthMs: at(0.1), medianMs: at(0.5), ninetiethMs: at(0.9), mostMs: at(1) }
}

/** From `fromMs` up to, not including, `toMs`. */
export interface Bucket {
  readonly fromMs: number
  readonly toMs: number
  readonly count: number
}

/** A histogram in equal buckets from 0 on, up to the last one with something in it. */
export function bucketsOf(durationsMs: readonly number[], bucketMs: number): IterableIterator<Bucket> {
  const counts = new Map<number, number>()
  let last = -1
  for (const durationMs of durationsMs) {
    const bucket = Math.floor(durationMs / bucketMs)
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1)
    last = Math.max(last, bucket)
  }
  return buckets(counts, last, bucketMs)
}

function* buckets(counts: ReadonlyMap<number, number>, last: number, bucketMs: number): Generator<Bucket> {
  for (let bucket = 0; bucket <= last; bucket++)
    yield { fromMs: bucket * bucketMs, toMs: (bucket + 1) * bucketMs, count: counts.get(bucket) ?? 0 }
}
