import type { DocumentPlace } from '../../browse/touched.ts'
import type { ValuePlace } from '../../browse/value-place.ts'

export const tabs = ['state', 'diff', 'event', 'meta'] as const
export type Tab = (typeof tabs)[number]

/** What a line of text is asked for. */
export type PromptKind = 'revision' | 'search' | 'filter' | 'tag'

/** What keys mean at the moment. */
export type Mode =
  | { readonly kind: 'browse' }
  | { readonly kind: 'help'; readonly scroll: number }
  | { readonly kind: 'prompt'; readonly asks: PromptKind; readonly text: string }
  /** A list that what is typed narrows. `chosen` is an index of the list as it is narrowed. */
  | {
      readonly kind: 'list'
      readonly of: 'documents' | 'values'
      readonly text: string
      readonly chosen: number
    }
  | { readonly kind: 'confirm'; readonly asks: 'checkout' }

export interface Message {
  readonly kind: 'said' | 'failed'
  readonly text: string
}

/** All that keys change. What is shown follows from it and from the store. */
export interface BrowserState {
  /** The position that all else follows; 0 before the first event. */
  readonly cursor: number
  readonly tab: Tab
  /** The first line of the tab that is shown; undefined: the one that shows what the event changed. */
  readonly scroll: number | undefined
  /** As typed: `type=OrderPaid`. */
  readonly filter: string
  readonly search: string
  readonly pinned: DocumentPlace | undefined
  /** The read model whose document is preferred. */
  readonly projection: string | undefined
  readonly watched: ValuePlace | undefined
  readonly mark: number | undefined
  /** The diff is from the mark to the cursor, not of one event. */
  readonly isFromMark: boolean
  readonly follows: boolean
  readonly mode: Mode
  readonly message: Message | undefined
}

export function initialState(cursor: number): BrowserState {
  return {
    cursor,
    tab: 'state',
    scroll: undefined,
    filter: '',
    search: '',
    pinned: undefined,
    projection: undefined,
    watched: undefined,
    mark: undefined,
    isFromMark: false,
    follows: false,
    mode: { kind: 'browse' },
    message: undefined,
  }
}
