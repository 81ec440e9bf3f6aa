import type { Findings } from './finding.ts'
import type { PageTable, StoredEntry } from './page-table.ts'

const words = { S: 'stream', T: 'type', C: 'category' } as const
type Letter = keyof typeof words

/**
 * Each name has a number and each number the same name; numbers run from 0 without a gap. It is shown every entry of the
 * table in the order of the keys, so all numbers before all names, and looks nothing up where nothing is wrong.
 * Memory: 8 bytes a name.
 */
export class NameCheck {
  readonly #table: PageTable
  readonly #findings: Findings
  readonly #kinds: ReadonlyMap<number, NamesOfKind>

  constructor(table: PageTable, findings: Findings) {
    this.#table = table
    this.#findings = findings
    const letters = Object.keys(words) as Letter[]
    this.#kinds = new Map(
      letters.map((letter) => [letter.charCodeAt(0), new NamesOfKind(letter, table, findings)]),
    )
  }

  see({ key, value }: StoredEntry): void {
    const letter = key[0] as number
    const numbers = this.#kinds.get(letter)
    if (numbers === undefined) this.#kinds.get(letter - 0x20)?.seeName(key, value)
    else numbers.seeNumber(key, value)
  }

  /** After the last entry. */
  end(): void {
    let entries = 0
    for (const kind of this.#kinds.values()) entries += 2 * kind.end()
    if (entries !== this.#table.entryCount)
      this.#findings.damage('names', `there are ${this.#table.entryCount} entries of names, not ${entries}`)
  }
}

/**
 * Of each number a hash of its name, until the name says the number. 64 bits: damage does not hit on the same one, and that
 * numbers have the right names the chain proves.
 */
class NamesOfKind {
  readonly #letter: Letter
  readonly #table: PageTable
  readonly #findings: Findings
  #hashes = new Uint32Array(2048)
  #next = 0

  constructor(letter: Letter, table: PageTable, findings: Findings) {
    this.#letter = letter
    this.#table = table
    this.#findings = findings
  }

  seeNumber(key: Buffer, name: Buffer): void {
    const number = key.length === 5 ? key.readUInt32BE(1) : Number.NaN
    if (number !== this.#next)
      this.#damage(`the ${words[this.#letter]} after number ${this.#next - 1} has the number ${number}`)
    this.#next = number + 1
    if (!this.#canBe(number)) return
    if (number * 2 >= this.#hashes.length) this.#grow(number)
    this.#hashes[number * 2] = firstHash(name, 0)
    this.#hashes[number * 2 + 1] = secondHash(name, 0)
  }

  /** @param key the letter and the name */
  seeName(key: Buffer, value: Buffer): void {
    const number = value.length === 4 ? value.readUInt32BE(0) : Number.NaN
    if (this.#hashes[number * 2] !== firstHash(key, 1) || this.#hashes[number * 2 + 1] !== secondHash(key, 1))
      return
    this.#hashes[number * 2] = 0
    this.#hashes[number * 2 + 1] = 0
  }

  /** Returns how many names there are. */
  end(): number {
    for (let number = 0; number * 2 < this.#hashes.length; number++)
      if (this.#hashes[number * 2] !== 0) this.#damage(`${this.#nameOf(number)} is not found by its name`)
    return this.#next
  }

  #nameOf(number: number): string {
    const key = Buffer.from([this.#letter.charCodeAt(0), 0, 0, 0, 0])
    key.writeUInt32BE(number, 1)
    return `${words[this.#letter]} '${this.#table.get(key)?.value.toString('utf8')}'`
  }

  /** A number beyond those that so many entries can have is no number of a name; nothing is kept for it. */
  #canBe(number: number): boolean {
    return number < this.#table.entryCount
  }

  #grow(number: number): void {
    const hashes = new Uint32Array(Math.max((number + 1) * 2, this.#hashes.length * 2))
    hashes.set(this.#hashes)
    this.#hashes = hashes
  }

  #damage(message: string): void {
    this.#findings.damage('names', message)
  }
}

/** Never 0. */
function firstHash(bytes: Buffer, from: number): number {
  let hash = 0x811c9dc5
  for (let at = from; at < bytes.length; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193)
  return (hash ^ (hash >>> 15)) >>> 0 || 1
}

function secondHash(bytes: Buffer, from: number): number {
  let hash = bytes.length - from
  for (let at = from; at < bytes.length; at++) {
    hash = Math.imul(hash ^ (bytes[at] as number), 0x5bd1e995)
    hash ^= hash >>> 13
  }
  return hash >>> 0
}
