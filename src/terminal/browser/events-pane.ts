import { formatStreamVersion } from '../../revision/stream-version.ts'
import type { RecordedEvent } from '../../store/event.ts'
import { cellText, cut, fitted, type Line, line, widthOf } from './cells.ts'
import type { Scene } from './scene.ts'

/** The events around the cursor, a row each, oldest first. The cursor's row has a `>` before it. */
export function eventsPane(scene: Scene, columns: number, rows: number): Line[] {
  const { rows: events, areRowsWhole, state } = scene
  if (events.length === 0) return [emptyLine(scene)]
  const lines = visible(events, state.cursor, rows).map((event) => eventRow(event, scene, columns))
  if (!areRowsWhole && lines.length < rows) lines.push(line({ text: '  …', paint: scene.colours.faint }))
  return lines
}

function emptyLine({ tipPosition, areRowsWhole, colours }: Scene): Line {
  const text =
    tipPosition === 0 ? 'no events yet' : areRowsWhole ? 'no event fits the filter' : 'looking for events …'
  return line({ text: `  ${text}`, paint: colours.faint })
}

/** The cursor's sign, the time, and what is between them. */
const fixed_columns = 19

/** The cursor in the middle, but at the ends of the list. */
function visible(events: readonly RecordedEvent[], cursor: number, rows: number): readonly RecordedEvent[] {
  const behind = events.findIndex(({ position }) => position >= cursor)
  const here = behind === -1 ? events.length - 1 : behind
  const first = Math.max(0, Math.min(here - Math.floor(rows / 2), events.length - rows))
  return events.slice(first, first + rows)
}

function eventRow(event: RecordedEvent, scene: Scene, columns: number): Line {
  const { colours, tipPosition, state, tags } = scene
  const { position, stream, version } = event
  const isHere = position === state.cursor
  const place = cellText(formatStreamVersion(stream, version))
  const placeColumns = Math.max(12, Math.floor((columns - fixed_columns - String(tipPosition).length) / 2))
  const names = tags.filter((tag) => tag.position === position).map(({ name }) => cellText(name))
  const marks = [...(position === state.mark ? ['mark'] : []), ...names]
  return {
    spans: [
      { text: isHere ? '> ' : '  ' },
      { text: String(position).padStart(String(tipPosition).length), paint: colours.position },
      { text: ` ${shortTime(event.time)} `, paint: colours.time },
      { text: fittedPlace(place, placeColumns), paint: colours.stream },
      { text: ` ${cellText(event.type)}`, paint: colours.type },
      ...(marks.length === 0 ? [] : [{ text: ` (${marks.join(', ')})`, paint: colours.tag }]),
    ],
    paint: isHere ? colours.chosen : undefined,
  }
}

/** Of a place that is too long, the stream is cut: its version is what tells the events of a stream apart. */
function fittedPlace(place: string, columns: number): string {
  const at = place.lastIndexOf('@')
  const version = place.slice(at)
  if (widthOf(place) <= columns || version.length >= columns) return fitted(place, columns)
  return fitted(cut(place.slice(0, at), columns - version.length) + version, columns)
}

/** Without the year, which the timeline tells. */
function shortTime(time: string): string {
  return `${time.slice(5, 10)} ${time.slice(11, 19)}`
}
