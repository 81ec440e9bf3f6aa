import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import type { Findings } from './finding.ts'

/** What `inspectFiles` refuses is refused already; here is what is allowed, and should not be. */
export function checkModes(directory: string, findings: Findings): void {
  for (const path of [directory, join(directory, 'data.mdb'), join(directory, 'lock.mdb')]) {
    const stats = lstatSync(path, { throwIfNoEntry: false })
    if (stats === undefined) continue
    if ((stats.mode & 0o077) !== 0 && process.platform !== 'win32')
      findings.warning('files', `others can read '${path}' (mode ${(stats.mode & 0o777).toString(8)})`)
  }
}
