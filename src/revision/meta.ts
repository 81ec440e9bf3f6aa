import type { RecordedEvent } from '../store/event.ts'

type KnownKey = 'actor' | 'message' | 'correlationId' | 'causationId'

/** The text under a known key of an event's meta; undefined when there is none, or it is not a text. */
export function metaText(event: RecordedEvent, key: KnownKey): string | undefined {
  if (event.metaJson === '{}') return undefined
  // Not `event.meta`: it refuses numbers that are no doubles, and none is read here.
  const value = (JSON.parse(event.metaJson) as Record<string, unknown>)[key]
  return typeof value === 'string' ? value : undefined
}
