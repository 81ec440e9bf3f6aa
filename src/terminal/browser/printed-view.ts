import { isoTime } from '../../store/iso-time.ts'
import { sparkline } from '../bars.ts'
import { differenceFields } from '../diff-view.ts'
import { eventFields } from '../event-json.ts'
import { eventLine } from '../event-text.ts'
import { type JsonFields, rawJson } from '../json.ts'
import type { Terminal } from '../terminal.ts'
import type { Line } from './cells.ts'
import { diffTab } from './diff-tab.ts'
import { eventTab, metaTab } from './event-tab.ts'
import type { Scene } from './scene.ts'
import { stateTab, subjectTitle } from './state-tab.ts'
import { statusLine } from './status-line.ts'

/** All that the interface shows at a position, one part below the other, nothing cut: for scripts and screen readers. */
export function* printedView(scene: Scene, terminal: Terminal): IterableIterator<string> {
  const { colours } = terminal
  const title = (text: string) => `\n${colours.heading(text)}`
  yield text(statusLine(scene))
  yield* timelineLines(scene, terminal)
  yield title('Events')
  for (const event of scene.rows)
    yield `${event.position === scene.state.cursor ? '>' : ' '} ${eventLine(event, terminal)}`
  yield title(`State ${text(subjectTitle(scene))}`.trim())
  for (const line of stateTab(scene, Number.POSITIVE_INFINITY).lines) yield text(line)
  yield title('Diff')
  for (const line of diffTab(scene, Number.POSITIVE_INFINITY)) yield text(line)
  yield title('Event')
  for (const line of eventTab(scene)) yield text(line)
  yield title('Meta')
  for (const line of metaTab(scene)) yield text(line)
}

function* timelineLines({ density, tags }: Scene, { colours, safeLine }: Terminal): IterableIterator<string> {
  if (density === undefined) return
  yield `${isoTime(density.fromMs)} ${sparkline(density.counts)} ${isoTime(density.toMs)}`
  if (tags.length > 0)
    yield `tags: ${tags.map(({ name, position }) => `${colours.tag(safeLine(name))} ${position}`).join(', ')}`
}

function text({ spans }: Line): string {
  return spans
    .map(({ text, paint }) => (paint === undefined ? text : paint(text)))
    .join('')
    .trimEnd()
}

export function printedViewFields(scene: Scene): JsonFields {
  const { state, branch, tipPosition, described, rows, subject, changes, density, tags } = scene
  const document = subject?.document
  return {
    at: state.cursor,
    branch,
    tip: tipPosition,
    revision: described,
    events: rows.map((event) => eventFields(event, branch)),
    document:
      document === undefined
        ? null
        : { ...document.place, value: document.json === undefined ? null : rawJson(document.json) },
    changes: (changes?.differences ?? []).map(differenceFields),
    density: density === undefined ? null : { ...density },
    tags: tags.map(({ name, position }) => ({ name, position })),
  }
}
