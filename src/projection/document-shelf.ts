/** A document while it is folded. */
export interface LiveDocument {
  readonly key: string
  /** Undefined while there is no document. */
  state: unknown
  /** The position of its last event; 0 before the first. */
  lastPosition: number
  /** Its events since it was last kept, ascending; not gathered by a fold that keeps nothing. */
  since: number[]
  /** The bytes that its events since then take up in the log, about. */
  sinceBytes: number
  /** The length of the text that it was last kept as; 0: none. */
  keptLength: number
  /** Where the newest entry stands that its next entry replaces; 0: there is none. */
  tailPosition: number
}

/** Where documents come from, and what is told when one has had enough events to be kept. */
export interface DocumentShelf {
  /** A document that this fold meets for the first time, as it stands at the position the fold began after. */
  open(key: string): LiveDocument
  /** Called with a document that stands at `lastPosition`; empties `since`. */
  keep(document: LiveDocument, json: string | null): void
}

/** Documents that begin at `ROOT` and are kept nowhere. */
export const empty_shelf: DocumentShelf = {
  open: newDocument,
  keep: () => {},
}

/** A document before its first event. */
export function newDocument(key: string): LiveDocument {
  return { key, state: undefined, lastPosition: 0, since: [], sinceBytes: 0, keptLength: 0, tailPosition: 0 }
}
