import { type CsvOptions, type ImportFormat, type ImportOptions, parseKeptTime } from './import-options.ts'

/** The options of `es import`, as they were typed. */
export interface ImportFlags {
  readonly format?: string | undefined
  readonly delimiter?: string | undefined
  readonly 'stream-column'?: string | undefined
  readonly 'stream-template'?: string | undefined
  readonly 'type-column'?: string | undefined
  readonly 'time-column'?: string | undefined
  readonly 'number-columns'?: readonly string[] | undefined
  readonly 'json-columns'?: readonly string[] | undefined
  readonly 'keep-empty': boolean
  readonly 'time-zone'?: string | undefined
  readonly 'keep-time-as'?: string | undefined
  readonly sort: boolean
  readonly atomic: boolean
  readonly again: boolean
  readonly 'dry-run': boolean
  readonly branch?: string | undefined
}

/** @throws {UsageError} */
export function importOptions(flags: ImportFlags, signal: AbortSignal): ImportOptions {
  const keptTime = flags['keep-time-as']
  return {
    format: flags.format as ImportFormat | undefined,
    csv: csvOptions(flags),
    timeZone: flags['time-zone'],
    sort: flags.sort,
    keepTimeAs: keptTime === undefined ? undefined : parseKeptTime(keptTime),
    atomic: flags.atomic,
    dryRun: flags['dry-run'],
    again: flags.again,
    branch: flags.branch,
    signal,
  }
}

/** Undefined when nothing was said about columns. */
function csvOptions(flags: ImportFlags): CsvOptions | undefined {
  const csv: CsvOptions = {
    delimiter: flags.delimiter,
    streamColumn: flags['stream-column'],
    streamTemplate: flags['stream-template'],
    typeColumn: flags['type-column'],
    timeColumn: flags['time-column'],
    numberColumns: columnList(flags['number-columns']),
    jsonColumns: columnList(flags['json-columns']),
    keepEmpty: flags['keep-empty'] || undefined,
  }
  return Object.values(csv).every((value) => value === undefined) ? undefined : csv
}

function columnList(lists: readonly string[] | undefined): string[] | undefined {
  return lists?.flatMap((list) => list.split(',')).filter((name) => name.trim() !== '')
}
