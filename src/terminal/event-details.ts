import { metaText } from '../revision/meta.ts'
import type { RecordedEvent } from '../store/event.ts'
import { eventPlace, fullTimeText } from './event-text.ts'
import { indentedJson } from './indented-json.ts'
import type { Terminal } from './terminal.ts'

/** All of an event on several lines, its position first. In a pipe meta and data are one line each, exact. */
export function eventDetails(event: RecordedEvent, terminal: Terminal): string {
  const { colours, isTerminal, safe, safeLine } = terminal
  const actor = metaText(event, 'actor')
  const message = metaText(event, 'message')
  const jsonLines = (json: string) => indented(safe(isTerminal ? indentedJson(json) : json))
  const lines = [
    `${colours.position(event.position)} ${eventPlace(event, terminal)} ${colours.type(safeLine(event.type))}`,
    `Time:  ${fullTimeText(event.timeMs, terminal)}`,
  ]
  if (actor !== undefined) lines.push(`Actor: ${safeLine(actor)}`)
  lines.push(`Id:    ${safeLine(event.id)}`, `Hash:  ${event.hash}`)
  if (hasMoreMeta(event)) lines.push('Meta:', jsonLines(event.metaJson))
  if (message !== undefined) lines.push('', indented(safe(message)))
  lines.push('', jsonLines(event.json))
  return lines.join('\n')
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '    ')
}

/** Whether the meta hold more than what has a place of its own. */
function hasMoreMeta({ metaJson }: RecordedEvent): boolean {
  if (metaJson === '{}') return false
  const entries = Object.entries(JSON.parse(metaJson) as Record<string, unknown>)
  return entries.some(([name, value]) => !(['actor', 'message'].includes(name) && typeof value === 'string'))
}
