import type { SubjectDocument } from '../../browse/subject.ts'
import { documentName } from '../diff-text.ts'
import { cellText, type Line, line, wrappedLines } from './cells.ts'
import type { Scene } from './scene.ts'

/** What the state tab shows: lines, and the first of them that the event changed. */
export interface TabText {
  readonly lines: readonly Line[]
  readonly firstOfInterest: number
}

/** The document as of the cursor. A `*` stands before what the event changed, a `w` before the watched value. */
export function stateTab(scene: Scene, columns: number): TabText {
  const { subject, colours, event } = scene
  if (subject === undefined) return text(line({ text: 'folding events …', paint: colours.faint }))
  const failures = subject.touched.failures.flatMap(({ message }) =>
    wrappedLines(message, columns, colours.error),
  )
  const { document } = subject
  if (document === undefined) {
    const what = event === undefined ? 'before the first event there is nothing' : nothingTouched(scene)
    return text(...failures, line({ text: what, paint: colours.faint }))
  }
  if (document.problem !== undefined)
    return text(...failures, ...wrappedLines(document.problem, columns, colours.error))
  if (document.json === undefined)
    return text(...failures, line({ text: absent(document), paint: colours.faint }))
  const lines = documentLines(document, scene)
  const [first = 0] = document.changed
  return { lines: [...failures, ...lines], firstOfInterest: failures.length + first }
}

function text(...lines: Line[]): TabText {
  return { lines, firstOfInterest: 0 }
}

function nothingTouched({ models }: Scene): string {
  return models.length === 0
    ? "no projections: put one in 'projections/' beside '.es'"
    : 'this event touches no document; p pins one'
}

function absent({ isTouched }: SubjectDocument): string {
  return isTouched ? 'this event removed the document' : 'there is no such document at this position'
}

function documentLines({ lines, changed, place }: SubjectDocument, { state, colours }: Scene): Line[] {
  const { watched } = state
  const isWatched = (path: readonly string[] | undefined) =>
    path !== undefined &&
    watched !== undefined &&
    watched.projection === place.projection &&
    watched.key === place.key &&
    JSON.stringify(watched.path) === JSON.stringify(path)
  return lines.map(({ text, path }, index) => {
    const isChanged = changed.has(index)
    const gutter = isWatched(path) ? (isChanged ? 'w*' : 'w ') : isChanged ? '* ' : '  '
    return line(
      { text: gutter, paint: colours.warning },
      { text: cellText(text), paint: isChanged ? colours.lit : undefined },
    )
  })
}

/** `orders/order-42`, and how it stands to the event. */
export function subjectTitle({ subject, state, colours }: Scene): Line {
  const document = subject?.document
  if (document === undefined) return line('')
  const name = cellText(documentName(document.place))
  const notes = [
    ...(state.pinned === undefined ? [] : ['pinned']),
    ...(document.isTouched ? [] : ['not touched by this event']),
    ...(subject !== undefined && subject.touched.places.length > 1 && state.pinned === undefined
      ? [`o: ${subject.touched.places.length - 1} more`]
      : []),
  ]
  return line(
    { text: name, paint: colours.heading },
    { text: notes.length === 0 ? '' : ` (${notes.join(', ')})`, paint: colours.faint },
  )
}
