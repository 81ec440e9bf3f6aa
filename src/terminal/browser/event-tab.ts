import { metaText } from '../../revision/meta.ts'
import { formatStreamVersion } from '../../revision/stream-version.ts'
import type { RecordedEvent } from '../../store/event.ts'
import { indentedJson } from '../indented-json.ts'
import { cellText, type Line, line } from './cells.ts'
import type { Scene } from './scene.ts'

/** A longer text is shown as far as that, on one line. */
const most_laid_out_length = 256 * 1024

/** What the event says. */
export function eventTab({ event, colours }: Scene): Line[] {
  if (event === undefined)
    return [line({ text: 'before the first event there is nothing', paint: colours.faint })]
  const message = metaText(event, 'message')
  return [
    line(
      { text: `${event.position} `, paint: colours.position },
      { text: `${cellText(formatStreamVersion(event.stream, event.version))} `, paint: colours.stream },
      { text: cellText(event.type), paint: colours.type },
    ),
    line({ text: event.time, paint: colours.time }),
    ...(message === undefined ? [] : [line(''), ...message.split('\n').map((text) => line(cellText(text)))]),
    line(''),
    ...jsonLines(event.json),
  ]
}

/** What is known about the event. */
export function metaTab({ event, colours }: Scene): Line[] {
  if (event === undefined)
    return [line({ text: 'before the first event there is nothing', paint: colours.faint })]
  const row = (name: string, text: string | undefined) =>
    text === undefined ? [] : [line({ text: `${name}:`.padEnd(13), paint: colours.faint }, cellText(text))]
  return [
    ...row('position', String(event.position)),
    ...row('time', event.time),
    ...row('actor', metaText(event, 'actor')),
    ...row('correlation', metaText(event, 'correlationId')),
    ...row('causation', metaText(event, 'causationId')),
    ...row('id', event.id),
    ...row('hash', event.hash),
    ...row('salt', event.salt),
    ...row('bytes', bytesText(event)),
    line(''),
    ...jsonLines(event.metaJson),
  ]
}

function bytesText({ json, metaJson }: RecordedEvent): string {
  return `${Buffer.byteLength(json)} of data, ${Buffer.byteLength(metaJson)} of meta`
}

function jsonLines(json: string): Line[] {
  if (json.length > most_laid_out_length)
    return [line(cellText(json.slice(0, most_laid_out_length))), line(`… ${json.length} characters: es show`)]
  return indentedJson(json)
    .split('\n')
    .map((text) => line(cellText(text)))
}
