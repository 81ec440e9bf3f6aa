/** One figure of a benchmark. The ratios are what counts: they hold while the machine's speed drifts. */
export interface Figure {
  readonly case: string
  readonly value: number
  readonly unit: string
  /** The other implementation, measured in the same run. */
  readonly peer?: string
  readonly peerValue?: number
  /** value over peerValue, or peerValue over value for times: how many times as good as the peer. */
  readonly ratio?: number
  /** The physical limit, measured in the same run, such as a bare `JSON.parse` loop. */
  readonly limit?: string
  readonly limitValue?: number
  /** value over limitValue. */
  readonly limitRatio?: number
  /** What the issue asks for, in words. */
  readonly target?: string
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] as number
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] as number
}

/** Milliseconds that a call takes. */
export function timed(body: () => void): number {
  const start = performance.now()
  body()
  return performance.now() - start
}

/**
 * Runs the candidates in turn, A B C A B C …, after one warm-up round.
 * @returns for each the times of its rounds, ms
 */
export function alternated<Name extends string>(
  rounds: number,
  candidates: Readonly<Record<Name, () => number>>,
): Record<Name, number[]> {
  const names = Object.keys(candidates) as Name[]
  const times = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>
  for (let round = 0; round <= rounds; round++)
    for (const name of names) {
      const time = candidates[name]()
      if (round > 0) times[name].push(time)
    }
  return times
}

/** The median of the ratios, round by round. */
export function medianRatio(above: readonly number[], below: readonly number[]): number {
  return median(above.map((value, round) => value / (below[round] as number)))
}

export function rounded(value: number): number {
  return Number(value.toPrecision(4))
}
