import stringWidth from 'string-width'
import { escapeLine } from '../escape.ts'
import { wrap } from '../wrap.ts'

export type Paint = (text: string) => string

/** A text of one colour. It must be safe for a terminal already. */
export interface Span {
  readonly text: string
  readonly paint?: Paint | undefined
}

/** One line of a pane. */
export interface Line {
  readonly spans: readonly Span[]
  /** Over the whole width and instead of the spans' own, as on the row of a cursor. */
  readonly paint?: Paint | undefined
}

export function line(...spans: (Span | string)[]): Line {
  return { spans: spans.map((span) => (typeof span === 'string' ? { text: span } : span)) }
}

/** What a glyph is chosen by, but takes no column of its own: terminals differ in how wide they make it. */
const modifiers = /[\ufe00-\ufe0f]|(?<=\p{Extended_Pictographic})[\u{1f3fb}-\u{1f3ff}]/gu

/** A text from an event, as it can stand in a line: escaped, and as wide on every terminal. */
export function cellText(text: string): string {
  return escapeLine(text).replace(modifiers, '')
}

const ascii = /^[\x20-\x7e]*$/

/** Columns on the terminal. */
export function widthOf(text: string): number {
  return ascii.test(text) ? text.length : stringWidth(text)
}

let segmenter: Intl.Segmenter | undefined

/** As much of a text as fits into so many columns; an ellipsis ends what was cut. */
export function cut(text: string, width: number): string {
  // A character is never narrower than this, so that the rest of a long text is not even looked at.
  const head = text.length > width * 16 ? text.slice(0, width * 16) : text
  if (head.length === text.length && widthOf(text) <= width) return text
  if (width < 1) return ''
  if (ascii.test(head)) return `${head.slice(0, width - 1)}…`
  segmenter ??= new Intl.Segmenter()
  let fitting = ''
  let room = width - 1
  for (const { segment } of segmenter.segment(head)) {
    room -= widthOf(segment)
    if (room < 0) break
    fitting += segment
  }
  return `${fitting}…`
}

/** A message as lines of at most so many columns, broken between its words. */
export function wrappedLines(text: string, width: number, paint: Paint): Line[] {
  return wrap(cellText(text), width).map((part) => line({ text: part, paint }))
}

/** A text in exactly so many columns. */
export function fitted(text: string, width: number): string {
  const fitting = cut(text, width)
  return fitting + ' '.repeat(Math.max(0, width - widthOf(fitting)))
}

/** A line in exactly so many columns, with its colours. */
export function drawn({ spans, paint }: Line, width: number): string {
  let room = width
  let out = ''
  for (const span of spans) {
    if (room <= 0) break
    const text = cut(span.text, room)
    room -= widthOf(text)
    out += span.paint === undefined || paint !== undefined ? text : span.paint(text)
  }
  if (room > 0) out += ' '.repeat(room)
  return paint === undefined ? out : paint(out)
}
