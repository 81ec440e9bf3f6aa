import { stripVTControlCharacters } from 'node:util'

/** Two columns are this far apart. */
const gap = '  '

/**
 * Rows as lines whose columns stand below each other. Colours take no room; what ends a line is not padded.
 * @param sides for each column, on which side its texts stand.
 */
export function alignedLines(
  rows: readonly (readonly string[])[],
  sides: readonly ('left' | 'right')[],
): string[] {
  const widths = sides.map((_, column) =>
    rows.reduce((widest, row) => Math.max(widest, widthOf(row[column] ?? '')), 0),
  )
  return rows.map((row) =>
    row
      .map((text, column) => padded(text, widths[column] ?? 0, sides[column]))
      .join(gap)
      .trimEnd(),
  )
}

function padded(text: string, width: number, side: 'left' | 'right' | undefined): string {
  const room = ' '.repeat(width - widthOf(text))
  return side === 'right' ? room + text : text + room
}

function widthOf(text: string): number {
  return stripVTControlCharacters(text).length
}
