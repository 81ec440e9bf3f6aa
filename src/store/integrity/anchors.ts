import { isTag } from '../lmdb-refs.ts'
import type { LogPlace } from './check-log.ts'
import { PageDamage } from './page-damage.ts'
import type { PageTable } from './page-table.ts'
import { readMark } from './verified-mark.ts'

/** A hash of the chain that is kept apart from the log: whatever leads to it is proven. */
export interface Anchor extends LogPlace {
  /** Who keeps it: `tag 'v1'`. */
  readonly name: string
}

/** The chain's hashes that tags and the mark of the last check keep, by their positions. */
export class Anchors {
  readonly #byPosition = new Map<number, Anchor[]>()

  addTag(text: string): void {
    let tag: unknown
    try {
      tag = JSON.parse(text)
    } catch {
      return
    }
    if (isTag(tag)) this.#add({ position: tag.position, hash: tag.hash, name: `tag '${tag.name}'` })
  }

  /** The mark of `es fsck --since-last`, where it can be read. */
  addMark(meta: PageTable | undefined): void {
    try {
      const place = meta && readMark(meta)
      if (place !== undefined && place.position > 0)
        this.#add({ ...place, name: 'the mark of the last check' })
    } catch (error) {
      if (!(error instanceof PageDamage)) throw error
    }
  }

  /** Who keeps this very hash of a position. */
  holding({ position, hash }: LogPlace): string[] {
    const anchors = this.#byPosition.get(position) ?? []
    return anchors.filter((anchor) => anchor.hash === hash).map(({ name }) => name)
  }

  #add(anchor: Anchor): void {
    const known = this.#byPosition.get(anchor.position) ?? []
    if (known.some(({ name, hash }) => name === anchor.name && hash === anchor.hash)) return
    this.#byPosition.set(anchor.position, [...known, anchor])
  }
}
