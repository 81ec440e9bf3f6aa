/** Of a table; about 8 MB of keys. */
const rememberedValues = 65_536

interface RightValue {
  readonly key: Buffer
  readonly checksum: number
}

/**
 * Remembers the checksums of values that were found right, by their keys: one that has the same checksum since is the same
 * value. By a number made of the key, because making a text of it takes longer than LMDB does to find a value. Of two
 * keys with one number the later is remembered.
 */
export class RightValues {
  readonly #values = new Map<number, RightValue>()

  /** Undefined: not found right yet. */
  checksumOf(key: Buffer): number | undefined {
    if (this.#values.size === 0) return undefined
    const known = this.#values.get(numberOf(key))
    return known !== undefined && areSame(known.key, key) ? known.checksum : undefined
  }

  add(key: Buffer, checksum: number): void {
    if (this.#values.size >= rememberedValues) this.#values.clear()
    // The caller's key may be a part of much more memory.
    this.#values.set(numberOf(key), { key: Buffer.from(key), checksum })
  }
}

/** FNV-1a (Fowler, Noll & Vo, 1991), within the numbers that V8 keeps without an object. */
function numberOf(key: Buffer): number {
  let number = 0x811c9dc5 | 0
  for (let at = 0; at < key.length; at++) number = Math.imul(number ^ (key[at] as number), 0x01000193)
  return number >> 1
}

function areSame(one: Buffer, other: Buffer): boolean {
  if (one.length !== other.length) return false
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false
  return true
}
