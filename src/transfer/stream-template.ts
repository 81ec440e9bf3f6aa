import { UsageError } from '../errors.ts'

/** The pieces of a template in turn: literal text, and the columns whose cells stand between them. */
export interface StreamTemplate {
  /** One more than there are columns. */
  readonly texts: readonly string[]
  readonly columns: readonly string[]
}

/** `event-{ocel:eid}`: text with columns in braces; `{{` and `}}` are braces. @throws {UsageError} */
export function parseTemplate(template: string): StreamTemplate {
  const texts: string[] = ['']
  const columns: string[] = []
  for (const [piece] of template.matchAll(/\{\{|\}\}|\{[^{}]*\}|[{}]|[^{}]+/g)) {
    if (piece === '{' || piece === '}')
      throw new UsageError(`template '${template}' has a '${piece}' without its partner`, {
        hint: "write '{{' and '}}' for braces themselves",
      })
    if (piece.length > 2 && piece.startsWith('{') && piece.endsWith('}') && piece !== '{{') {
      columns.push(piece.slice(1, -1).trim())
      texts.push('')
    } else if (piece === '{}') throw new UsageError(`template '${template}' has braces without a column`)
    else texts[texts.length - 1] += piece === '{{' ? '{' : piece === '}}' ? '}' : piece
  }
  if (columns.length === 0) throw new UsageError(`template '${template}' names no column`)
  return { texts, columns }
}
