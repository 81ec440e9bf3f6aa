import { chainedName } from './chain.ts'

/** A name that blocks refer to by number. */
export class NameEntry {
  readonly id: number
  readonly name: string
  #chained: string | undefined

  constructor(id: number, name: string) {
    this.id = id
    this.name = name
  }

  /** The name as it stands in the text that the chain hashes; made when it is first asked for. */
  get chained(): string {
    this.#chained ??= chainedName(this.name)
    return this.#chained
  }
}
