import { type TableName, table_names } from '../environment.ts'
import type { Findings } from './finding.ts'
import { PageDamage } from './page-damage.ts'
import type { PageFile } from './page-file.ts'
import { PageTable, type StoredEntry } from './page-table.ts'
import type { PageReport } from './page-walk.ts'

/** The tables of a store, by name; a table that is missing or not sound is told and left out. */
export type SoundTables = Partial<Record<TableName, PageTable>>

export interface EntryWatcher {
  see(entry: StoredEntry): void
}

/** Read as far as they go, to say what is left; reading a damaged tree is safe, and ends. */
const read_though_damaged: readonly TableName[] = ['history', 'names']

/** Which tables there are: all that a store has, and no other. */
export function soundTables(file: PageFile, report: PageReport, findings: Findings): SoundTables {
  const tables: SoundTables = {}
  for (const name of table_names) {
    const walked = report.tables.get(name)
    if (walked === undefined) findings.damage('tables', `there is no table '${name}'`)
    else if (walked.isSound || read_though_damaged.includes(name))
      tables[name] = new PageTable(file, walked.record)
  }
  for (const name of report.tables.keys())
    if (!(table_names as readonly string[]).includes(name))
      findings.damage('tables', `there is a table '${name}', which no store has`)
  return tables
}

/**
 * Compares every value with its checksum, but for history, whose blocks the log's check reads anyway.
 * @param watchers see each entry of their table, in the order of the keys
 * @returns the tables that were read to their end
 */
export function* checkValues(
  tables: SoundTables,
  findings: Findings,
  watchers: Partial<Record<string, EntryWatcher>>,
): Generator<{ done: number; at: string }, ReadonlySet<string>> {
  const whole = new Set<string>()
  let done = 0
  for (const [name, table] of Object.entries(tables)) {
    if (name === 'history') continue
    try {
      for (const entry of table.entries()) {
        if (!entry.isIntact)
          findings.damage(
            'checksums',
            `an entry of table '${name}' (key ${entry.key.toString('hex')}) does not match its checksum`,
          )
        watchers[name]?.see(entry)
        if (++done % 1000 === 0) yield { done, at: `table ${name}` }
      }
      whole.add(name)
    } catch (error) {
      if (!(error instanceof PageDamage)) throw error
      findings.damage('pages', `table '${name}': ${error.message}`)
    }
  }
  return whole
}
