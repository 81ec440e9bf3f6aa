/**
 * An event as handlers see it. `data` and `meta` are the handler's own: changing them changes nothing else.
 * `id`, `time`, `json` and `meta` are made when they are named; a copy by spread lacks them, and cannot be kept in a document.
 */
export interface ProjectedEvent<Data = any> {
  readonly position: number
  readonly stream: string
  readonly version: number
  readonly type: string
  readonly id: string
  /** When it was recorded: ISO 8601, milliseconds, `Z`. The only clock that a handler has. */
  readonly time: string
  /** Reading a number in it that no double holds throws; `json` is there then, and the definition's `numbers`. */
  readonly data: Data
  /** The text of its data, as it was recorded. */
  readonly json: string
  readonly meta: Readonly<Record<string, any>>
}

/**
 * Returns the next state; or nothing, having changed `state` in place; or null to remove the document. `key` is the
 * document's: with it, an event that changes several documents can do something else to each.
 */
export type Handler<State> = (
  state: State,
  event: ProjectedEvent,
  key: string,
) => State | null | undefined | void

/**
 * A read model's definition: a fold over events that keeps one JSON document under each key.
 * Must be a pure function of the events: no clock, no randomness, no state outside the documents.
 */
export interface ProjectionDefinition<State> {
  /** Letters, digits, `.`, `_` and `-`; the file's name without its extension when left out. */
  readonly name?: string
  /** Which streams: one glob or several (`*` only, over the whole name). All when left out. */
  readonly streams?: string | readonly string[]
  /** Which documents an event changes; the event's stream when left out. Null or []: none. 1 to 1,024 bytes of UTF-8 each. */
  readonly key?: string | ((event: ProjectedEvent) => string | readonly string[] | null | undefined)
  /** The state of a document before its first event: exact JSON, the same at every call. Each document gets its own copy. */
  readonly init: () => State
  /** Event type → handler; `'*'` handles every type that has none of its own. Types without a handler are never parsed. */
  readonly on: Readonly<Record<string, Handler<State>>>
  /** `'text'`: a number that no double holds is a text in `data` and `meta`, digit by digit. Otherwise reading it throws. */
  readonly numbers?: 'text'
}

/** Gives a definition its types; returns it unchanged. @see es-help-projections */
export function defineProjection<State>(
  definition: ProjectionDefinition<State>,
): ProjectionDefinition<State> {
  return definition
}
