import type { BlockPart, History } from './history.ts'
import { segment_events } from './postings.ts'
import type { SegmentIndex, StreamHead } from './segment-index.ts'

const remembered_heads = 500_000

/**
 * Where every stream stands at the tip: the index of the full segments, and over it the streams of the events since,
 * read from their blocks once and kept up to date as blocks are added.
 */
export class StreamHeads {
  readonly #history: History
  readonly #index: SegmentIndex
  readonly #recent = new Map<number, StreamHead>()
  /** `recent` is right for every stream it holds, and holds every stream with an event after the full segments up to here. */
  #upTo = 0

  constructor(history: History, index: SegmentIndex) {
    this.#history = history
    this.#index = index
  }

  /** Must be called with the tip as it is now, before heads are asked for. */
  catchUp(tip: number): void {
    const indexed = this.#index.segments * segment_events
    if (this.#upTo < indexed || tip < this.#upTo || this.#recent.size > remembered_heads) {
      this.#recent.clear()
      this.#upTo = indexed
    }
    if (this.#upTo === tip) return
    for (const part of this.#history.parts(this.#upTo, tip)) this.#add(part)
    this.#upTo = tip
  }

  #add({ block, first, last }: BlockPart): void {
    const { streamId, version } = block.columns
    for (let at = first; at <= last; at++)
      this.#recent.set(streamId[at] as number, {
        version: version[at] as number,
        lastPosition: block.firstPosition + at,
      })
  }

  of(streamId: number): Readonly<StreamHead> {
    return this.#own(streamId)
  }

  /** Takes note of a stream's next event, at the position after all that is known. */
  advance(streamId: number, position: number): { version: number; previousPosition: number } {
    const head = this.#own(streamId)
    const previousPosition = head.lastPosition
    head.version++
    head.lastPosition = position
    this.#upTo = position
    return { version: head.version, previousPosition }
  }

  #own(streamId: number): StreamHead {
    let head = this.#recent.get(streamId)
    if (head === undefined) {
      head = this.#index.head(streamId)
      this.#recent.set(streamId, head)
    }
    return head
  }

  forget(): void {
    this.#recent.clear()
    this.#upTo = 0
  }
}
