import { lineDiff } from '../diff/line-diff.ts'
import { compareKeys } from '../projection/key-order.ts'

/** A line of a document laid out as its file is. */
export interface DocumentLine {
  readonly text: string
  /** The value that begins on it, from the document down; undefined where one ends. */
  readonly path: readonly string[] | undefined
}

/** A document's lines, members in the order of their names; none where there is no document. */
export function documentLines(json: string | undefined): DocumentLine[] {
  const lines: DocumentLine[] = []
  if (json !== undefined) write(JSON.parse(json), { lines, indent: '', label: '', end: '', path: [] })
  return lines
}

interface Place {
  readonly lines: DocumentLine[]
  readonly indent: string
  /** The member's name before the value. */
  readonly label: string
  /** A comma, or nothing. */
  readonly end: string
  readonly path: readonly string[]
}

function write(value: unknown, place: Place): void {
  const { lines, indent, label, end, path } = place
  const isArray = Array.isArray(value)
  const names = typeof value === 'object' && value !== null ? Object.keys(value) : []
  if (names.length === 0) {
    lines.push({ text: `${indent}${label}${JSON.stringify(value)}${end}`, path })
    return
  }
  if (!isArray) names.sort(compareKeys)
  lines.push({ text: `${indent}${label}${isArray ? '[' : '{'}`, path })
  for (const [index, name] of names.entries())
    write((value as Readonly<Record<string, unknown>>)[name], {
      lines,
      indent: `${indent}  `,
      label: isArray ? '' : `${JSON.stringify(name)}: `,
      end: index === names.length - 1 ? '' : ',',
      path: [...path, name],
    })
  lines.push({ text: `${indent}${isArray ? ']' : '}'}${end}`, path: undefined })
}

/** Which of a document's lines were not there before, by index. A comma that came behind a line makes it no other. */
export function changedLines(before: readonly DocumentLine[], now: readonly DocumentLine[]): Set<number> {
  const changed = new Set<number>()
  for (const { newStart, lines } of lineDiff(compared(before), compared(now), 0).hunks) {
    let index = newStart - 1
    for (const line of lines) {
      if (line.startsWith('+')) changed.add(index)
      if (line.startsWith('+') || line.startsWith(' ')) index++
    }
  }
  return changed
}

function compared(lines: readonly DocumentLine[]): string {
  return lines.map(({ text }) => `${text.replace(/,$/, '')}\n`).join('')
}
