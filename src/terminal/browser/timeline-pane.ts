import { stretchOf } from '../../browse/density.ts'
import { isoTime } from '../../store/iso-time.ts'
import { sparkline } from '../bars.ts'
import { cellText, type Line, line, type Span, widthOf } from './cells.ts'
import type { Scene } from './scene.ts'

/** A date and a space. */
const date_columns = 11

/** So many columns of the timeline are stretches of time; before and behind stand the first and the last day. */
export function stretchColumns(columns: number): number {
  return columns - 2 * date_columns
}

/**
 * How many events were recorded when, from the first to the last: a column a stretch of time. Below it, `┴` for the
 * tags with their names as far as there is room, `◆` for the mark, `▲` for the cursor.
 */
export function timelinePane(scene: Scene, columns: number): Line[] {
  const { density, colours } = scene
  if (density === undefined) return [line({ text: 'no events yet', paint: colours.faint }), line('')]
  const day = (timeMs: number) => isoTime(timeMs).slice(0, 10)
  const bars = sparkline(density.counts).padEnd(stretchColumns(columns))
  return [
    line({ text: `${day(density.fromMs)} `, paint: colours.time }, bars, {
      text: ` ${day(density.toMs)}`,
      paint: colours.time,
    }),
    ticksLine(scene, columns),
  ]
}

interface Tick {
  readonly column: number
  readonly text: string
  readonly paint: Span['paint']
}

function ticksLine(scene: Scene, columns: number): Line {
  const spans: Span[] = []
  let column = 0
  for (const tick of ticksOf(scene, columns)) {
    if (tick.column < column) continue
    spans.push({ text: ' '.repeat(tick.column - column) }, { text: tick.text, paint: tick.paint })
    column = tick.column + widthOf(tick.text)
  }
  return { spans }
}

/** From left to right; one column has one, and the cursor's is never covered. */
function ticksOf({ tags, markMs, event, density, colours }: Scene, columns: number): Tick[] {
  if (density === undefined) return []
  const columnOf = (timeMs: number) => date_columns + stretchOf(density, timeMs)
  const single = new Map<number, Tick>()
  for (const { name, eventMs } of tags) {
    if (eventMs === undefined) continue
    const column = columnOf(eventMs)
    single.set(column, { column, text: `┴${cellText(name)}`, paint: colours.tag })
  }
  if (markMs !== undefined) {
    const column = columnOf(markMs)
    single.set(column, { column, text: '◆', paint: colours.position })
  }
  if (event !== undefined) {
    const column = columnOf(event.timeMs)
    single.set(column, { column, text: '▲', paint: colours.warning })
  }
  const ticks = [...single.values()].sort((a, b) => a.column - b.column)
  return ticks.map((tick, index) => {
    const next = ticks[index + 1]?.column ?? columns
    const fits = tick.column + widthOf(tick.text) < next || index === ticks.length - 1
    return fits ? tick : { ...tick, text: tick.text.slice(0, 1) }
  })
}
