import { PageDamage } from './page-damage.ts'

const unclaimed = 0
const in_use = 1
const free = 2
/** Pages 0 and 1 hold the two headers. */
export const first_tree_page = 2

/** Who has each page of the file: exactly one tree, or the free list. */
export class PageClaims {
  readonly #owners: Uint8Array
  readonly #lastPage: number

  constructor(lastPage: number) {
    this.#lastPage = lastPage
    this.#owners = new Uint8Array(lastPage + 1)
  }

  /** @throws {PageDamage} outside the file, or claimed before. */
  use(page: number, pages = 1): void {
    this.#claim(page, pages, in_use)
  }

  /** @throws {PageDamage} outside the file, or claimed before. */
  free(page: number, pages: number): void {
    this.#claim(page, pages, free)
  }

  count(which: 'in use' | 'free'): number {
    const owner = which === 'free' ? free : in_use
    return this.#owners.reduce((count, one) => (one === owner ? count + 1 : count), 0)
  }

  /** Stretches of pages that nothing claims, first and last. */
  *lost(): IterableIterator<[number, number]> {
    for (let page = first_tree_page; page <= this.#lastPage; page++) {
      if (this.#owners[page] !== unclaimed) continue
      const first = page
      while (this.#owners[page + 1] === unclaimed) page++
      yield [first, page]
    }
  }

  #claim(page: number, pages: number, owner: number): void {
    if (page < first_tree_page || page + pages - 1 > this.#lastPage || pages < 1)
      throw new PageDamage(page, `it is outside the ${this.#lastPage + 1} pages of the file`)
    for (let at = page; at < page + pages; at++) {
      if (this.#owners[at] !== unclaimed)
        throw new PageDamage(
          at,
          owner === free ? 'it is free, and yet in use or free twice' : 'it is used twice',
        )
      this.#owners[at] = owner
    }
  }
}
