import { type Changes, changesBetween } from '../../browse/changes.ts'
import { type Subject, subjectAt } from '../../browse/subject.ts'
import type { DocumentPlace } from '../../browse/touched.ts'
import type { Lanes } from './lanes.ts'
import type { BrowserState } from './state.ts'
import type { StoreView } from './store-view.ts'

/** What the read models show at the cursor, worked out once: what is short at once, what is long in slices. */
export class Sight {
  readonly #view: StoreView
  readonly #lanes: Lanes
  #subject: { readonly of: string; readonly subject: Subject } | undefined
  #changes: { readonly of: string; readonly changes: Changes | undefined } | undefined
  /** The document that was shown last. */
  #last: DocumentPlace | undefined

  constructor(view: StoreView, lanes: Lanes) {
    this.#view = view
    this.#lanes = lanes
  }

  /** Everything is worked out anew: the store, or the code, is not as it was. */
  forget(): void {
    this.#subject = undefined
    this.#changes = undefined
  }

  /** Shows this document next, when it can be chosen. */
  prefer(place: DocumentPlace): void {
    this.#last = place
    this.#subject = undefined
  }

  /** Undefined while events are folded for it. */
  subject({ cursor, pinned, projection }: BrowserState): Subject | undefined {
    const of = JSON.stringify([cursor, pinned, projection])
    if (this.#subject?.of === of) return this.#subject.subject
    if (!this.#isWarm(cursor)) return undefined
    const choice = { pinned, projection, last: this.#last }
    const subject = subjectAt(this.#view.reader, cursor, choice)
    this.#last = subject.document?.place ?? this.#last
    this.#subject = { of, subject }
    return subject
  }

  /** What the event at the cursor changed, or all events from the mark; undefined while that is worked out. */
  changes({ cursor, mark, isFromMark }: BrowserState): Changes | undefined {
    const from = isFromMark && mark !== undefined ? mark : Math.max(0, cursor - 1)
    const of = `${from}..${cursor}`
    if (this.#changes?.of === of) return this.#changes.changes
    if (!this.#isWarm(Math.max(from, cursor))) return undefined
    this.#changes = { of, changes: undefined }
    this.#lanes.start('changes', 'comparing', changesBetween(this.#view.reader, from, cursor), (changes) => {
      this.#changes = { of, changes }
    })
    return this.#changes.changes
  }

  get isComparing(): boolean {
    return this.#changes !== undefined && this.#changes.changes === undefined
  }

  /** Whether the read models can be read at a position without delay; if not, that is worked on. */
  #isWarm(position: number): boolean {
    const { warmth } = this.#view
    if (warmth.missingEvents(position) === 0) return true
    if (!this.#lanes.isBusy('models'))
      this.#lanes.start('models', 'folding', warmth.warm(position), () => undefined)
    return warmth.missingEvents(position) === 0
  }
}
