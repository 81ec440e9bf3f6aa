import { UsageError } from '../errors.ts'

const list_hint = "read its elements as lines: jq -c '.[]' FILE | es import -"
const document_hint = 'write each document on one line: jq -c . FILE | es import -'

/** What is wrong with a text that is not JSON lines as a whole, when it can be told. */
export interface WrongFormat {
  readonly reason: string
  readonly hint: string
}

/**
 * Looks at a line that is no event, and at what follows it.
 * @param isFirst nothing of the file comes before it.
 */
export function wrongFormat(line: string, rest: string, isFirst: boolean): WrongFormat | undefined {
  const text = line.trim()
  const next = rest.trimStart()[0]
  if (text.startsWith('{'))
    return next !== undefined && '"}],'.includes(next)
      ? { reason: 'a JSON document over several lines, not one line an event', hint: document_hint }
      : undefined
  if (!isFirst) return undefined
  if (/^\[\s*[{\]]/.test(`${text}${rest.slice(0, 1000)}`))
    return { reason: 'the file is one JSON list, not one line an event', hint: list_hint }
  if (text.startsWith('<'))
    return {
      reason: 'the file looks like XML or HTML, not JSON lines',
      hint: 'convert it to JSON lines or CSV',
    }
  if (/^[^{}[\]]+[,;\t][^{}[\]]+$/.test(text))
    return {
      reason: `the file looks like CSV, not JSON lines: '${shortened(text)}'`,
      hint: 'say --format csv, with --stream-column and --type-column',
    }
  return undefined
}

/** Whether a line without a line end stops inside an object: every end of it is missing that brings the brackets together. */
export function isCutOff(line: string): boolean {
  const text = line.trimStart()
  if (line.endsWith('\n') || !text.startsWith('{')) return false
  const outside = text.replace(/"(?:[^"\\]|\\.)*"/g, '')
  if (outside.includes('"')) return true
  let depth = 0
  for (const bracket of outside.match(/[{}[\]]/g) ?? []) depth += bracket === '{' || bracket === '[' ? 1 : -1
  return depth > 0
}

/** JSON at the beginning of what is read as CSV. */
export function jsonInCsv(bytes: Buffer): UsageError | undefined {
  const text = bytes.toString('latin1', 0, 1000)
  if (/^\s*\[\s*[{\]]/.test(text))
    return new UsageError('the file is a JSON list, not CSV', { hint: list_hint })
  if (!/^\s*\{\s*"/.test(text)) return undefined
  return new UsageError('the file is JSON, not CSV', { hint: 'say --format jsonl, and name no columns' })
}

function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`
}
