/** A page of the file is not what it must be. Thrown while reading pages, and turned into a finding. */
export class PageDamage extends Error {
  readonly page: number

  constructor(page: number, reason: string) {
    super(`page ${page}: ${reason}`)
    this.page = page
  }
}
