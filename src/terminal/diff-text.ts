import type { DocumentDifference } from '../diff/compare.ts'
import { lineDiff, type StructuredPatchHunk } from '../diff/line-diff.ts'
import type { Terminal } from './terminal.ts'

/** What the two sides are called: `v1, 4021`, `work tree, 8577`. */
export interface DiffLabels {
  readonly beforeLabel: string
  readonly afterLabel: string
}

/** A unified diff of each document, coloured where there is colour. */
export function* diffText(
  differences: Iterable<DocumentDifference>,
  options: DiffLabels & { readonly contextLines: number },
  terminal: Terminal,
): IterableIterator<string> {
  const { colours, safeLine } = terminal
  for (const difference of differences) {
    const { status, beforeText, afterText } = difference
    const name = safeLine(documentName(difference))
    const before = status === 'added' ? '/dev/null' : `${name} (${safeLine(options.beforeLabel)})`
    const after = status === 'removed' ? '/dev/null' : `${name} (${safeLine(options.afterLabel)})`
    yield colours.heading(`--- ${before}`)
    yield colours.heading(`+++ ${after}`)
    for (const hunk of lineDiff(beforeText, afterText, options.contextLines).hunks)
      yield* hunkText(hunk, terminal)
  }
}

/** `orders/order-42`; as a JSON string, as git quotes paths, when the key would break the line or read as quoted. */
export function documentName({ projection, key }: { projection: string; key: string }): string {
  const name = `${projection}/${key}`
  return /[\u0000-\u001f\u007f"\\]/.test(name) ? JSON.stringify(name) : name
}

function* hunkText(hunk: StructuredPatchHunk, { colours, safeLine }: Terminal): IterableIterator<string> {
  yield colours.position(
    `@@ -${span(hunk.oldStart, hunk.oldLines)} +${span(hunk.newStart, hunk.newLines)} @@`,
  )
  for (const line of hunk.lines) {
    const text = safeLine(line)
    yield line.startsWith('+') ? colours.added(text) : line.startsWith('-') ? colours.removed(text) : text
  }
}

/** Where there are no lines, the one before is named (IEEE 1003.1, diff -u). */
function span(start: number, lines: number): string {
  return `${lines === 0 ? start - 1 : start},${lines}`
}
