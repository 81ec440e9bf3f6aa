/** A source of choices that is the same on every machine and in every run. */
export interface Random {
  /** An integer from 0 up to, not including, `limit` (at most 2^53). */
  below(limit: number): number
  /** An integer from `least` to `most`, both included. */
  between(least: number, most: number): number
  /** True this often: 0 never, 1 always. */
  chance(probability: number): boolean
  pick<T>(choices: readonly T[]): T
  bytes(count: number): Uint8Array
}

/**
 * Mulberry32 (Tommy Ettinger, 2017), two draws a number. Only additions and multiplications: engines may round
 * `Math.log` and its kind differently, and the shop must be the same to the byte everywhere.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const bits32 = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const fraction = () => ((bits32() >>> 5) * 2 ** 26 + (bits32() >>> 6)) / 2 ** 53
  const below = (limit: number) => Math.floor(fraction() * limit)
  return {
    below,
    between: (least, most) => least + below(most - least + 1),
    chance: (probability) => fraction() < probability,
    pick: <T>(choices: readonly T[]) => choices[below(choices.length)] as T,
    bytes: (count) => Uint8Array.from({ length: count }, () => bits32() & 0xff),
  }
}
