import type { ImportResult } from '../transfer/import-result.ts'
import type { JsonFields } from './json.ts'

/** What an import did, in one line. */
export function importResultText(file: string, result: ImportResult): string {
  const { appended, duplicates, before, from, to, dryRun } = result
  const name = file === '-' ? 'stdin' : `'${file}'`
  const known = duplicates === 0 ? '' : `; ${counted(duplicates)} known already`
  if (appended === 0) {
    if (before > 0) return `${name} is in already: ${counted(before)}${known}`
    return duplicates === 0 ? `no events in ${name}` : `no new events in ${name}${known}`
  }
  const earlier = before === 0 ? '' : `; ${counted(before)} of it were in already`
  if (dryRun) return `would import ${counted(appended)} from ${name}${earlier}${known}`
  const positions = appended === 1 ? `position ${to}` : `positions ${from + 1} to ${to}`
  return `imported ${counted(appended)} from ${name}: ${positions}${earlier}${known}`
}

/** What people should know about the clock; undefined when it was not behind. */
export function importClockWarning({ clockHeldMs }: ImportResult): string | undefined {
  if (clockHeldMs === 0) return undefined
  return `the clock is ${clockHeldMs} ms behind the last event; its time was used`
}

export function importResultJson(result: ImportResult): JsonFields {
  const { appended, duplicates, before, from, to, branch, dryRun } = result
  return { branch, dryRun: dryRun || undefined, imported: appended, duplicates, before, range: { from, to } }
}

function counted(count: number): string {
  return `${count} ${count === 1 ? 'event' : 'events'}`
}
