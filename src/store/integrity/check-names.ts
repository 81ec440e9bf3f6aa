import type { Findings } from './finding.ts'
import type { PageTable } from './page-table.ts'

const kinds = { s: 'stream', t: 'type', c: 'category' } as const

/** Each name has a number and each number the same name, both looked up; numbers run from 0 without a gap. */
export function checkNames(table: PageTable, findings: Findings): void {
  let entries = 0
  for (const [letter, word] of Object.entries(kinds))
    entries += 2 * checkKind(table, { letter, word, findings })
  if (entries !== table.entryCount)
    findings.damage('names', `there are ${table.entryCount} entries of names, not ${entries}`)
}

/** Returns how many names of the kind there are. */
function checkKind(table: PageTable, of: { letter: string; word: string; findings: Findings }): number {
  const from = Buffer.from(of.letter.toUpperCase())
  const to = Buffer.from([(from[0] as number) + 1])
  let next = 0
  for (const { key, value } of table.entries(from, to)) {
    const number = key.length === 5 ? key.readUInt32BE(1) : Number.NaN
    if (number !== next)
      of.findings.damage('names', `the ${of.word} after number ${next - 1} has the number ${number}`)
    const back = table.get(Buffer.concat([Buffer.from(of.letter), value]))
    if (back?.value.length !== 4 || back.value.readUInt32BE(0) !== number)
      of.findings.damage('names', `${of.word} '${value.toString('utf8')}' is not found by its name`)
    next = number + 1
  }
  return next
}
