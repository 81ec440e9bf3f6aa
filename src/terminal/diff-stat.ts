import type { DocumentDifference } from '../diff/compare.ts'
import { lineDiff } from '../diff/line-diff.ts'
import { documentName } from './diff-text.ts'
import type { Terminal } from './terminal.ts'

interface Row {
  readonly name: string
  readonly insertedLines: number
  readonly deletedLines: number
}

/** `git diff --stat` for documents: a line each with how many lines of it differ, then a summary; nothing when none. */
export function* diffStat(
  differences: Iterable<DocumentDifference>,
  terminal: Terminal,
): IterableIterator<string> {
  const rows: Row[] = []
  const counts = { changed: 0, added: 0, removed: 0 }
  for (const difference of differences) {
    const { insertedLines, deletedLines } = lineDiff(difference.beforeText, difference.afterText, 0)
    rows.push({ name: terminal.safeLine(documentName(difference)), insertedLines, deletedLines })
    counts[difference.status]++
  }
  if (rows.length === 0) return
  yield* rowLines(rows, terminal)
  const kinds = Object.entries(counts).filter(([, count]) => count > 0)
  const inserted = rows.reduce((sum, row) => sum + row.insertedLines, 0)
  const deleted = rows.reduce((sum, row) => sum + row.deletedLines, 0)
  yield ` ${counted(rows.length, 'document')}: ${kinds.map(([kind, count]) => `${count} ${kind}`).join(', ')}; ` +
    `${counted(inserted, 'insertion')}(+), ${counted(deleted, 'deletion')}(-)`
}

function* rowLines(
  rows: readonly Row[],
  { colours, columns, isTerminal }: Terminal,
): IterableIterator<string> {
  const most = rows.reduce((largest, row) => Math.max(largest, row.insertedLines + row.deletedLines), 0)
  const countWidth = String(most).length
  const longest = rows.reduce((widest, { name }) => Math.max(widest, name.length), 0)
  // In a pipe names are never cut; there the bar takes what a line of 80 columns leaves, ten at least.
  const nameWidth = isTerminal ? Math.min(longest, Math.max(20, columns - countWidth - 20)) : longest
  const barWidth = Math.max(10, columns - nameWidth - countWidth - 6)
  const scale = most > barWidth ? barWidth / most : 1
  for (const { name, insertedLines, deletedLines } of rows) {
    const shown = name.length > nameWidth ? `…${name.slice(name.length - nameWidth + 1)}` : name
    const bar =
      colours.added('+'.repeat(scaled(insertedLines, scale))) +
      colours.removed('-'.repeat(scaled(deletedLines, scale)))
    yield ` ${shown.padEnd(nameWidth)} | ${String(insertedLines + deletedLines).padStart(countWidth)} ${bar}`
  }
}

/** What is there is shown, however little it is. */
function scaled(lines: number, scale: number): number {
  return lines === 0 ? 0 : Math.max(1, Math.floor(lines * scale))
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
