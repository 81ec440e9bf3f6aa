import { cellText, type Line, line, type Span } from './cells.ts'
import type { Scene } from './scene.ts'

/** `main 48211/100000 v1+211 filter: type=OrderPaid orders fresh`. */
export function statusLine(scene: Scene): Line {
  const { state, colours, branch, tipPosition, head, described } = scene
  const spans: Span[] = [
    { text: `${branch} `, paint: colours.heading },
    { text: `${state.cursor}/${tipPosition}`, paint: colours.position },
  ]
  if (described !== String(state.cursor)) spans.push({ text: ` ${cellText(described)}`, paint: colours.tag })
  if (head.position !== undefined) spans.push({ text: ` HEAD at ${head.position}`, paint: colours.warning })
  if (state.follows) spans.push({ text: ' following', paint: colours.good })
  if (state.mark !== undefined) spans.push({ text: ` mark ${state.mark}` })
  if (state.filter !== '') spans.push({ text: ` filter: ${cellText(state.filter)}`, paint: colours.warning })
  spans.push(...modelSpans(scene))
  return line(...spans)
}

function modelSpans({ subject, models, colours }: Scene): Span[] {
  const shown = subject?.document?.place.projection
  const wanted = shown === undefined ? models : models.filter(({ name }) => name === shown)
  return wanted.map(({ name, state, behind }) => ({
    text: ` ${cellText(name)} ${state === 'behind' ? `behind by ${behind}` : state}`,
    paint: state === 'fresh' ? colours.good : state === 'failed' ? colours.error : colours.warning,
  }))
}
