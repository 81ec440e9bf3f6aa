import { drawn, type Line, line } from './cells.ts'
import { eventsPane } from './events-pane.ts'
import { footLine } from './foot-line.ts'
import { helpPane } from './help-pane.ts'
import { type Layout, layoutOf, least_size, type Size } from './layout.ts'
import { listPane } from './list-pane.ts'
import type { Scene } from './scene.ts'
import type { TabText } from './state-tab.ts'
import { statusLine } from './status-line.ts'
import { tabsHeading, tabText, tabTitle } from './tab-pane.ts'
import { timelinePane } from './timeline-pane.ts'

/** The lines of one frame, each exactly as wide as the screen, as many as it has rows. */
export function frameLines(scene: Scene, size: Size): string[] {
  const layout = layoutOf(size)
  if (layout.kind === 'small') return smallFrame(size)
  const body = scene.state.mode.kind === 'help' ? helpBody(scene, layout) : bodyLines(scene, layout, size)
  const lower = [...timelinePane(scene, size.columns), statusLine(scene), footLine(scene)]
  return [...body, ...lower.map((each) => drawn(each, size.columns))]
}

/** The part of the tab's text that is visible, by the indexes of its lines; `last`: as far as it can be scrolled. */
export function visibleText(scene: Scene, { lines, firstOfInterest }: TabText, { tabRows }: Layout) {
  const rows = tabRows - (tabTitle(scene) === undefined ? 0 : 1)
  const last = Math.max(0, lines.length - rows)
  const wanted = scene.state.scroll ?? (firstOfInterest < rows ? 0 : firstOfInterest - 2)
  return { first: Math.min(last, wanted), last, rows }
}

function bodyLines(scene: Scene, layout: Layout, { columns }: Size): string[] {
  const { listColumns, listRows, tabColumns, tabRows } = layout
  const list = [eventsHeading(scene), ...filled(eventsPane(scene, listColumns, listRows), listRows)]
  const tab = filled(tabLines(scene, layout), tabRows + 1)
  if (layout.kind === 'narrow') return [...list, ...tab].map((each) => drawn(each, columns))
  const bar = scene.colours.faint('│')
  return list.map(
    (each, index) => `${drawn(each, listColumns)} ${bar} ${drawn(tab[index] as Line, tabColumns)}`,
  )
}

function eventsHeading({ state, colours }: Scene): Line {
  const filter = state.filter === '' ? '' : ` filtered: ${state.filter}`
  const search = state.search === '' ? '' : ` /${state.search}`
  return line({ text: 'Events', paint: colours.heading }, { text: filter + search, paint: colours.warning })
}

/** The tabs' names, and below them what is shown. */
function tabLines(scene: Scene, layout: Layout): readonly Line[] {
  const heading = tabsHeading(scene)
  if (scene.list !== undefined) return [heading, ...listPane(scene, scene.list, layout.tabRows)]
  const text = tabText(scene, layout.tabColumns)
  const { first, last, rows } = visibleText(scene, text, layout)
  const title = tabTitle(scene)
  return [
    last === 0
      ? heading
      : withPlace(heading, { from: first + 1, to: first + rows, of: text.lines.length }, scene),
    ...(title === undefined ? [] : [title]),
    ...text.lines.slice(first, first + rows),
  ]
}

/** Says which lines are visible, where there are more. */
function withPlace(
  { spans }: Line,
  { from, to, of }: { from: number; to: number; of: number },
  { colours }: Scene,
): Line {
  return { spans: [...spans, { text: ` lines ${from}-${to} of ${of}`, paint: colours.faint }] }
}

function helpBody(scene: Scene, { kind, listRows, tabRows, listColumns, tabColumns }: Layout): string[] {
  const columns = kind === 'wide' ? listColumns + 3 + tabColumns : listColumns
  const rows = kind === 'wide' ? listRows + 1 : listRows + tabRows + 2
  const lines = helpPane(scene)
  const { mode } = scene.state
  const wanted = mode.kind === 'help' ? mode.scroll : 0
  const first = Math.min(wanted, Math.max(0, lines.length - rows))
  return filled(lines.slice(first, first + rows), rows).map((each) => drawn(each, columns))
}

function filled(lines: readonly Line[], rows: number): Line[] {
  return Array.from({ length: rows }, (_, row) => lines[row] ?? line(''))
}

/** What is said where there is no room; as much of it as fits. */
function smallFrame({ columns, rows }: Size): string[] {
  const { columns: least, rows: leastRows } = least_size
  const texts = [
    `this is ${columns}x${rows}: es ui needs ${least}x${leastRows}`,
    'p prints the view as plain text',
    'q quits',
  ]
  return filled(
    texts.map((text) => line(text)),
    rows,
  )
    .slice(0, rows)
    .map((each) => drawn(each, columns))
}
