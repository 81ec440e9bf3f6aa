import { readU64 } from '../keys.ts'
import { parsed } from './check-refs.ts'
import type { Findings } from './finding.ts'
import type { PageTable } from './page-table.ts'

/** A record of which every `position`, however deep, must be one that there is. Numbers alone are counters. */
const counter_bytes = 4

/** What is recorded of read models is of positions that there are. */
export function checkModels(models: PageTable, tip: number, findings: Findings): void {
  for (const entry of models.entries()) {
    if (entry.value.length === counter_bytes) continue
    const record = parsed(entry)
    const name = entry.key.toString('utf8', counter_bytes)
    if (record === undefined) findings.damage('models', `the record of read model '${name}' cannot be read`)
    else if (largestPosition(record) > tip)
      findings.damage(
        'models',
        `read model '${name}' is at ${largestPosition(record)}, after the last event ${tip}`,
      )
  }
}

/** Every version of a document is of a position that there is: its key ends with it. */
export function* checkDocuments(
  documents: PageTable,
  tip: number,
  findings: Findings,
): Generator<{ done: number; at: string }> {
  let done = 0
  for (const { key } of documents.entries()) {
    const position = key.length < 8 ? Number.NaN : readU64(key, key.length - 8)
    if (!(position <= tip))
      findings.damage('models', `a document is of ${position}, after the last event ${tip}`)
    if (++done % 10_000 === 0) yield { done, at: 'documents' }
  }
}

/** The work tree was laid out as of a position that there is. */
export function checkWorktree(worktree: PageTable, tip: number, findings: Findings): void {
  const entry = worktree.get(Buffer.from('r'))
  if (entry === undefined) return
  const record = parsed(entry)
  if (record === undefined) findings.damage('worktree', 'the record of the work tree cannot be read')
  else if (largestPosition(record) > tip)
    findings.damage('worktree', `the work tree is of ${largestPosition(record)}, after the last event ${tip}`)
}

function largestPosition(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  let largest = 0
  for (const [name, member] of Object.entries(value)) {
    if (name === 'position' && typeof member === 'number') largest = Math.max(largest, member)
    else largest = Math.max(largest, largestPosition(member))
  }
  return largest
}
