import { keyHash } from './key-hash.ts'

export interface SampledKey {
  readonly key: string
  readonly rank: number
}

const sample_size = 8

/** The sample with one more key: the keys of the lowest ranks stay, so it depends on the keys alone, not on their order. */
export function sampled(sample: SampledKey[], key: string): SampledKey[] {
  const rank = keyHash(key)
  const last = sample.at(-1)
  if (sample.length === sample_size && last !== undefined && last.rank <= rank) return sample
  if (sample.some((known) => known.key === key)) return sample
  return [...sample, { key, rank }].sort((a, b) => a.rank - b.rank).slice(0, sample_size)
}
