import type { NameEntry } from './name-entry.ts'

const fewestSlots = 1024
const mostSlots = 262_144
/** The longest names are 512 bytes. */
const mostCharacters = 32 * 2 ** 20
const longestRun = 256
const numbersEnd = 2 ** 32

/** Numbers from `first` to before `end`. */
export interface NumberRange {
  readonly first: number
  readonly end: number
}

export interface NameSource {
  /** @throws there is no such name, or it is damaged. */
  one(id: number): NameEntry
  /** Those that there are in a range; ends before one that is damaged. */
  run(range: NumberRange): Iterable<NameEntry>
}

/**
 * Names that were read, by their numbers: at most 262,144 of them and 32 Mi characters. Streams are numbered in the order
 * in which they first appear, so a read of the log asks for each new name beside the one before. Such names are read
 * in runs, each twice as long as the last one; any other is read alone.
 */
export class NamesByNumber {
  readonly #source: NameSource
  /** Each in the slot that its number's last bits name. */
  #slots = emptySlots(fewestSlots)
  #held = 0
  #characters = 0
  #run: NumberRange = { first: -1, end: -1 }
  #single: NumberRange = { first: -1, end: -1 }

  constructor(source: NameSource) {
    this.#source = source
  }

  /** @throws what the source throws. */
  byId(id: number): NameEntry {
    const known = this.#slots[id & (this.#slots.length - 1)]
    return known?.id === id ? known : (this.#inRun(id) ?? this.#alone(id))
  }

  remember(entry: NameEntry): void {
    if (this.#characters + entry.name.length > mostCharacters) this.forget()
    const slot = entry.id & (this.#slots.length - 1)
    const before = this.#slots[slot]
    this.#slots[slot] = entry
    this.#characters += entry.name.length - (before?.name.length ?? 0)
    if (before === undefined && ++this.#held * 2 > this.#slots.length) this.#grow()
  }

  forget(): void {
    this.#slots = emptySlots(fewestSlots)
    this.#held = 0
    this.#characters = 0
  }

  /** Undefined when it is not beside what was read before. */
  #inRun(id: number): NameEntry | undefined {
    const beside = [this.#run, this.#single].find(({ first, end }) => id === end || id === first - 1)
    if (beside === undefined) return undefined
    const count = Math.min(2 * (beside.end - beside.first), longestRun)
    this.#run =
      id === beside.end
        ? { first: id, end: Math.min(id + count, numbersEnd) }
        : { first: Math.max(0, id + 1 - count), end: id + 1 }
    let found: NameEntry | undefined
    for (const entry of this.#source.run(this.#run)) {
      this.remember(entry)
      if (entry.id === id) found = entry
    }
    return found
  }

  #alone(id: number): NameEntry {
    const entry = this.#source.one(id)
    this.remember(entry)
    this.#single = { first: id, end: id + 1 }
    return entry
  }

  #grow(): void {
    if (this.#slots.length === mostSlots) return
    const held = this.#slots
    this.#slots = emptySlots(held.length * 2)
    this.#held = 0
    this.#characters = 0
    for (const entry of held) if (entry !== undefined) this.remember(entry)
  }
}

function emptySlots(count: number): (NameEntry | undefined)[] {
  return new Array(count).fill(undefined)
}
