import { fuzzyBest } from '../../browse/fuzzy.ts'

/** So many names are shown at the most. */
const most_listed = 200

/** The names of a list that is open, and those of them that fit what is typed. */
export class Choices {
  #names: string[] = []
  #narrowed: { readonly typed: string; readonly of: number; readonly names: readonly string[] } | undefined

  /** @param first is before all others, which may hold it again. */
  begin(first: readonly string[]): void {
    this.#names = [...first]
    this.#narrowed = undefined
  }

  add(names: readonly string[]): void {
    const [first] = this.#names
    for (const name of names) if (name !== first) this.#names.push(name)
  }

  /** Those that fit, best first. */
  fitting(typed: string): readonly string[] {
    const known = this.#narrowed
    if (known?.typed === typed && known.of === this.#names.length) return known.names
    const names = fuzzyBest(typed, this.#names, most_listed)
    this.#narrowed = { typed, of: this.#names.length, names }
    return names
  }
}
