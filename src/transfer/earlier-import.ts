import { FileImportedError } from '../errors.ts'
import { isoTime } from '../store/iso-time.ts'
import type { ImportLedger, LedgerEntry } from './import-ledger.ts'
import type { InputFile } from './input-file.ts'
import { beginningAlike } from './resume-point.ts'

/**
 * An earlier import of what a file begins with, which the file cannot go on from: it had other options, or was of
 * another file, which was shorter. Of several the one that brought in most.
 */
export async function earlierImport(file: InputFile, ledger: ImportLedger): Promise<LedgerEntry | undefined> {
  let most: LedgerEntry | undefined
  const fitting = (function* () {
    for (const entry of ledger.ofBranch()) if (entry.sizeBytes <= file.sizeBytes) yield entry
  })()
  for await (const entry of beginningAlike(file, fitting)) {
    if (most !== undefined && entry.sizeBytes <= most.sizeBytes) continue
    const hash = await file.hashOf(entry.sizeBytes)
    if (hash?.digest('hex') === entry.content) most = entry
  }
  return most
}

export function importedError(file: InputFile, { path, atMs, rows, words }: LedgerEntry): FileImportedError {
  const subject = path === file.path ? `'${file.name}'` : `what '${file.name}' begins with, as '${path}',`
  const events = `${rows} ${rows === 1 ? 'event' : 'events'}`
  return new FileImportedError(
    `${subject} was imported already, at ${isoTime(atMs)} with ${words.map(word).join(' ')}: ${events}`,
    { hint: '--again imports it once more' },
  )
}

function word(text: string): string {
  return /^[\w@%+=:,./~^{}-]+$/.test(text) ? text : JSON.stringify(text)
}
