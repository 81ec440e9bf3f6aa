import { diffText } from '../diff-text.ts'
import { palette } from '../palette.ts'
import type { Terminal } from '../terminal.ts'
import { cellText, type Line, line, type Paint, wrappedLines } from './cells.ts'
import type { Scene } from './scene.ts'

/** Plain text: colours come in with the pane's own, so that a line can be cut. */
const plain: Terminal = {
  isTerminal: true,
  columns: Number.POSITIVE_INFINITY,
  colours: palette(false),
  nowMs: 0,
  safe: cellText,
  safeLine: cellText,
  safeJson: cellText,
}

/** What the event changed, or all events from the mark to the cursor, as `es diff` shows it. */
export function diffTab({ changes, colours }: Scene, columns: number): Line[] {
  if (changes === undefined) return [line({ text: 'comparing …', paint: colours.faint })]
  const { from, to, differences, isCut, problems } = changes
  const labels = { beforeLabel: String(from), afterLabel: String(to), contextLines: 3 }
  const lines = problems.flatMap((problem) => wrappedLines(problem, columns, colours.error))
  for (const text of diffText(differences, labels, plain)) lines.push(line({ text, paint: paintOf(text) }))
  if (differences.length === 0 && problems.length === 0)
    lines.push(line({ text: `no document differs between ${from} and ${to}`, paint: colours.faint }))
  if (isCut) lines.push(line({ text: `… and more: es diff ${from} ${to}`, paint: colours.hint }))
  return lines

  function paintOf(text: string): Paint | undefined {
    if (/^(---|\+\+\+) /.test(text)) return colours.heading
    if (text.startsWith('@@')) return colours.position
    return text.startsWith('+') ? colours.added : text.startsWith('-') ? colours.removed : undefined
  }
}
