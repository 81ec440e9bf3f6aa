import type { RecordedEvent } from '../store/event.ts'

/** Which events of a range: every filter that is given must hold; of several values of one filter, any. */
export interface EventSelection {
  /** Names of streams, as they are. */
  readonly streams?: readonly string[] | undefined
  /** Names or globs, besides `streams`. */
  readonly streamGlobs?: readonly string[] | undefined
  /** Names or globs. */
  readonly types?: readonly string[] | undefined
  readonly categories?: readonly string[] | undefined
  readonly actors?: readonly string[] | undefined
  readonly correlations?: readonly string[] | undefined
  /** Recorded at or after / at or before, epoch ms. */
  readonly sinceMs?: number | undefined
  readonly untilMs?: number | undefined
  /** Must hold for the type, the stream, the message or the data's text. */
  readonly text?: ((text: string) => boolean) | undefined
  /** Asked last, of events that fit otherwise: it may be slow. */
  readonly where?: ((event: RecordedEvent) => boolean) | undefined
}
