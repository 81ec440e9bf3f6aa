import { compareKeys } from '../projection/key-order.ts'

/**
 * The text of a document's file: JSON, indented by two spaces, members sorted by the UTF-8 bytes of their names, one
 * newline at the end. Equal values have equal texts, whatever order their members were set in.
 *
 * Own code and not `JSON.stringify(…, 2)`, because objects always list names like `10` first and have no name
 * `__proto__` that can be set.
 * @param json the exact text of a stored document: every number in it is one that a double prints.
 */
export function documentText(json: string): string {
  return valueText(JSON.parse(json))
}

/** The same for a value that is parsed already. */
export function valueText(value: unknown): string {
  const out: string[] = []
  write(value, '\n', out)
  out.push('\n')
  return out.join('')
}

function write(value: unknown, newline: string, out: string[]): void {
  if (typeof value !== 'object' || value === null) out.push(JSON.stringify(value))
  else if (Array.isArray(value))
    writeMembers(value, ['[', ']'], newline, out, (item, deeper) => write(item, deeper, out))
  else {
    const object = value as Readonly<Record<string, unknown>>
    writeMembers(Object.keys(object).sort(compareKeys), ['{', '}'], newline, out, (name, deeper) => {
      out.push(JSON.stringify(name), ': ')
      write(object[name], deeper, out)
    })
  }
}

function writeMembers<Member>(
  members: readonly Member[],
  [open, close]: readonly [string, string],
  newline: string,
  out: string[],
  member: (member: Member, deeper: string) => void,
): void {
  out.push(open)
  if (members.length > 0) {
    const deeper = `${newline}  `
    for (const [index, each] of members.entries()) {
      out.push(index === 0 ? deeper : `,${deeper}`)
      member(each, deeper)
    }
    out.push(newline)
  }
  out.push(close)
}
