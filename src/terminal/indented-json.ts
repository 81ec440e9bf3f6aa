const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^{}[\],:"]+/gs

/**
 * A stored JSON text over several lines, indented by two spaces. It works on the text, so that names keep their order
 * and numbers their digits, which `JSON.parse` would change.
 * @param json without white space between its tokens.
 */
export function indentedJson(json: string): string {
  const out: string[] = []
  let newline = '\n'
  let last = ''
  for (const [token] of json.matchAll(tokens)) {
    if (token === '}' || token === ']') {
      newline = newline.slice(0, -2)
      if (last !== '{' && last !== '[') out.push(newline)
    } else if (last === '{' || last === '[' || last === ',') out.push(newline)
    out.push(token === ':' ? ': ' : token)
    if (token === '{' || token === '[') newline += '  '
    last = token
  }
  return out.join('')
}
