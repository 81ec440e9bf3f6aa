// Verifies the chain of hashes of an export of es, from the description in es-fsck(1) alone. Prints the last hash.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

const sha = (text) => createHash('sha256').update(text, 'utf8').digest('hex')

/** Where the JSON value ends that begins at `at`. */
function valueEnd(line, at) {
  let depth = 0
  for (let inString = false; ; at++) {
    const character = line[at]
    if (inString) {
      if (character === '\\') at++
      else if (character === '"') inString = false
    } else if (character === '"') inString = true
    else if (character === '{' || character === '[') depth++
    else if (depth === 0 && (character === ',' || character === '}' || character === ':')) return at
    else if (character === '}' || character === ']') depth--
  }
}

let previous = '0'.repeat(64)
for (const line of readFileSync(0, 'utf8').split('\n')) {
  if (line === '') continue
  const raw = {}
  for (let at = 1; line[at - 1] !== '}'; ) {
    const colon = valueEnd(line, at)
    const end = valueEnd(line, colon + 1)
    raw[JSON.parse(line.slice(at, colon))] = line.slice(colon + 1, end)
    at = end + 1
  }
  const data = sha((raw.salt === undefined ? '' : JSON.parse(raw.salt)) + raw.data)
  const fields = [raw.position, raw.stream, raw.version, raw.type, raw.id, raw.time].join(',')
  previous = sha(`["${previous}",${fields},"${data}","${sha(raw.meta)}"]`)
  if (JSON.parse(raw.hash) !== previous) {
    process.stderr.write(`event ${raw.position} does not verify\n`)
    process.exit(1)
  }
}
process.stdout.write(`${previous}\n`)
