import { keyHash } from './key-hash.ts'

/** 4 MiB: of a million keys that were never added, some 3 % look as if they were. */
const filter_bits = 2 ** 25

/**
 * Which keys were perhaps added: a Bloom filter (B. H. Bloom, 1970) with one hash. Says no only where it is so.
 */
export class KeyFilter {
  readonly #bytes = new Uint8Array(filter_bits / 8)

  add(key: string): void {
    const bit = bitOf(key)
    this.#bytes[bit >>> 3] = (this.#bytes[bit >>> 3] as number) | (1 << (bit & 7))
  }

  mayHave(key: string): boolean {
    const bit = bitOf(key)
    return ((this.#bytes[bit >>> 3] as number) & (1 << (bit & 7))) !== 0
  }
}

/** The upper bits of the hash mixed into the lower ones. */
function bitOf(key: string): number {
  const hash = keyHash(key)
  return (hash ^ (hash >>> 15)) & (filter_bits - 1)
}
