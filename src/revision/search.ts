import { RevisionUnknownError } from '../errors.ts'
import type { EventLog, RecordedEvent } from '../store/event.ts'
import { metaText } from './meta.ts'
import { saidText } from './said-text.ts'

/** The position of the youngest event whose type, stream, message or data holds a text. */
export function findYoungest(text: string, log: EventLog): number {
  const holdsText = (part: string) => part.includes(text)
  for (const event of log.read({ reverse: true })) if (someText(event, holdsText)) return event.position
  throw new RevisionUnknownError(`unknown revision ':/${text}': no event holds that text`)
}

/** Whether a test holds for an event's type, stream, data (the JSON text, as it reads without escapes) or message. */
export function someText(event: RecordedEvent, test: (part: string) => boolean): boolean {
  if (test(event.type) || test(event.stream) || test(saidText(event.json))) return true
  const message = metaText(event, 'message')
  return message !== undefined && test(message)
}
