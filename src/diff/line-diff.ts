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
  const hunks = hunksOf(before, after, contextLines)
  let insertedLines = 0
  let deletedLines = 0
  for (const { lines } of hunks)
    for (const line of lines) {
      if (line.startsWith('+')) insertedLines++
      else if (line.startsWith('-')) deletedLines++
    }
  return { hunks, insertedLines, deletedLines }
}

/**
 * The lines that both texts begin and end with are cut off first, but for those that are shown: of a long document an
 * event changes little, and to take lines apart is most of the work.
 */
function hunksOf(before: string, after: string, contextLines: number): readonly StructuredPatchHunk[] {
  const begun = commonStart(before, after)
  const equal = commonEnd(before, after, begun)
  const start = lineBefore(before, begun, contextLines)
  const end = lineAfter(before, before.length - equal, contextLines)
  const cutBefore = before.slice(start, end)
  const cutAfter = after.slice(start, after.length - (before.length - end))
  const options = { context: contextLines, maxEditLength: most_edits }
  const patch = structuredPatch('', '', cutBefore, cutAfter, '', '', options)
  if (patch === undefined) return [replaced(before, after)]
  const skipped = lineFeedsBefore(before, start)
  return patch.hunks.map((hunk) => ({
    ...hunk,
    oldStart: hunk.oldStart + skipped,
    newStart: hunk.newStart + skipped,
  }))
}

/** The number of characters that both texts begin with. */
function commonStart(before: string, after: string): number {
  const most = Math.min(before.length, after.length)
  let at = 0
  while (at < most && before.charCodeAt(at) === after.charCodeAt(at)) at++
  return at
}

/** The number of characters that both texts end with, leaving out the `begun` first ones of each. */
function commonEnd(before: string, after: string, begun: number): number {
  const most = Math.min(before.length, after.length) - begun
  let count = 0
  while (
    count < most &&
    before.charCodeAt(before.length - 1 - count) === after.charCodeAt(after.length - 1 - count)
  )
    count++
  return count
}

/** The start of the line that stands so many lines before the one that `at` is in. */
function lineBefore(text: string, at: number, lines: number): number {
  let start = at
  for (let left = lines; left >= 0 && start > 0; left--) {
    // The line before this one ends with the line feed just before `start`.
    const ownFeed = left === lines ? 1 : 2
    start = start < ownFeed ? 0 : text.lastIndexOf('\n', start - ownFeed) + 1
  }
  return start
}

/** The end, line feed included, of the line that stands so many lines after the one that `at` is in. */
function lineAfter(text: string, at: number, lines: number): number {
  let end = at
  for (let left = lines; left >= 0 && end < text.length; left--) {
    const feed = text.indexOf('\n', end)
    end = feed === -1 ? text.length : feed + 1
  }
  return end
}

function lineFeedsBefore(text: string, end: number): number {
  let count = 0
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) count++
  return count
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
