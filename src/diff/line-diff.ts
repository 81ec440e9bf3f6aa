import { type StructuredPatchHunk, structuredPatch } from 'diff'

export type { StructuredPatchHunk }

/** How two texts differ, line by line. */
export interface LineDiff {
  readonly hunks: readonly StructuredPatchHunk[]
  readonly insertedLines: number
  readonly deletedLines: number
}

/** More differing lines than this are shown as all old lines and all new ones: the search takes their number squared. */
const most_edits = 4000

/** @param contextLines how many equal lines are shown around a change. */
export function lineDiff(before: string, after: string, contextLines: number): LineDiff {
  const options = { context: contextLines, maxEditLength: most_edits }
  const hunks = structuredPatch('', '', before, after, '', '', options)?.hunks ?? [replaced(before, after)]
  let insertedLines = 0
  let deletedLines = 0
  for (const { lines } of hunks)
    for (const line of lines) {
      if (line.startsWith('+')) insertedLines++
      else if (line.startsWith('-')) deletedLines++
    }
  return { hunks, insertedLines, deletedLines }
}

function replaced(before: string, after: string): StructuredPatchHunk {
  const [oldLines, newLines] = [linesOf(before), linesOf(after)]
  return {
    oldStart: 1,
    oldLines: oldLines.length,
    newStart: 1,
    newLines: newLines.length,
    lines: [...oldLines.map((line) => `-${line}`), ...newLines.map((line) => `+${line}`)],
  }
}

/** The texts of documents end in a line feed, or are empty. */
function linesOf(text: string): string[] {
  return text.split('\n').slice(0, -1)
}
