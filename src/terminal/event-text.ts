import { metaText } from '../revision/meta.ts'
import { formatStreamVersion } from '../revision/stream-version.ts'
import type { RecordedEvent } from '../store/event.ts'
import { isoTime } from '../store/iso-time.ts'
import { relativeTime } from './relative-time.ts'
import type { Terminal } from './terminal.ts'

/** `48211 2026-01-31T10:00:00.000Z order-42@7 OrderPaid`, and the message when there is one. The position comes first. */
export function eventLine(event: RecordedEvent, terminal: Terminal): string {
  const { colours, safeLine } = terminal
  const message = metaText(event, 'message')?.split('\n', 1)[0]
  const words = [
    colours.position(event.position),
    colours.time(timeText(event.timeMs, terminal)),
    eventPlace(event, terminal),
    colours.type(safeLine(event.type)),
  ]
  if (message) words.push(colours.faint(safeLine(message)))
  return words.join(' ')
}

/** `order-42@7`: the stream and the version, which is a revision. */
export function eventPlace(
  event: { stream: string; version: number },
  { colours, safeLine }: Terminal,
): string {
  return colours.stream(safeLine(formatStreamVersion(event.stream, event.version)))
}

/** A time as people read it: `2 hours ago` on a terminal, ISO 8601 in a pipe. */
export function timeText(timeMs: number, terminal: Terminal): string {
  return terminal.isTerminal ? relativeTime(timeMs, terminal.nowMs) : isoTime(timeMs)
}

/** ISO 8601, and on a terminal how long ago that was. */
export function fullTimeText(timeMs: number, terminal: Terminal): string {
  return terminal.isTerminal
    ? `${isoTime(timeMs)} (${relativeTime(timeMs, terminal.nowMs)})`
    : isoTime(timeMs)
}
