import { stripVTControlCharacters } from 'node:util'
import { metaText } from '../revision/meta.ts'
import type { RecordedEvent } from '../store/event.ts'
import { eventLine, eventPlace } from './event-text.ts'
import type { Terminal } from './terminal.ts'

/** An event on one line: position, time, place, type, message, data. The data are cut to the width of a terminal. */
export function logLine(event: RecordedEvent, terminal: Terminal): string {
  const line = eventLine(event, terminal)
  if (event.json === 'null') return line
  const data = terminal.safeLine(event.json)
  if (!terminal.isTerminal) return `${line} ${data}`
  const width = terminal.columns - stripVTControlCharacters(line).length - 1
  if (data.length <= width) return `${line} ${terminal.colours.faint(data)}`
  return width < 2 ? line : `${line} ${terminal.colours.faint(`${data.slice(0, width - 1)}…`)}`
}

/** The shortest line about an event: position, place, type, message. */
export function shortLogLine(event: RecordedEvent, terminal: Terminal): string {
  const { colours, safeLine } = terminal
  const message = metaText(event, 'message')?.split('\n', 1)[0]
  const words = [
    colours.position(event.position),
    eventPlace(event, terminal),
    colours.type(safeLine(event.type)),
  ]
  if (message) words.push(colours.faint(safeLine(message)))
  return words.join(' ')
}
