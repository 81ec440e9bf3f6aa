import type { ImportResult } from '../transfer/import-result.ts'
import type { UnsureRows } from '../transfer/time-order.ts'
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

/** What people should know about the times. @param timeZone of times without an offset. */
export function importWarnings(result: ImportResult, timeZone = 'UTC'): string[] {
  const { clockHeldMs, unsureTimes, unendedLine } = result
  const { twice, skipped } = unsureTimes
  const warnings: string[] = []
  if (clockHeldMs > 0)
    warnings.push(`the clock is ${clockHeldMs} ms behind the last event; its time was used`)
  if (twice !== undefined)
    warnings.push(
      `${timesText(twice)} that the clocks of ${timeZone} showed twice; the first of the two was taken`,
    )
  if (skipped !== undefined)
    warnings.push(
      `${timesText(skipped)} that the clocks of ${timeZone} skipped; it was moved on by what they skipped`,
    )
  if (unendedLine !== undefined)
    warnings.push(
      `the file ends in line ${unendedLine} without a line end; if it was cut off there, its last cell is not whole`,
    )
  return warnings
}

function timesText({ count, line }: UnsureRows): string {
  return count === 1 ? `line ${line} has a time` : `${count} rows, from line ${line} on, have a time`
}

export function importResultJson(result: ImportResult): JsonFields {
  const { appended, duplicates, before, from, to, branch, dryRun } = result
  return { branch, dryRun: dryRun || undefined, imported: appended, duplicates, before, range: { from, to } }
}

function counted(count: number): string {
  return `${count} ${count === 1 ? 'event' : 'events'}`
}
