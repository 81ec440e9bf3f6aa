import { UsageError } from '../errors.ts'

/** `jsonl`: one JSON object a line. `csv`: RFC 4180 with a header line. */
export type ImportFormat = 'jsonl' | 'csv'

/** Which columns of a CSV file say what; the others become the event's data. */
export interface CsvOptions {
  /** One character; `,` when left out, a tab for `.tsv`. `\t`, as people type it, is a tab. */
  readonly delimiter?: string | undefined
  /** Give this or `streamTemplate`. */
  readonly streamColumn?: string | undefined
  /** `event-{column}`; `{{` and `}}` are braces. Its columns stay in the data. */
  readonly streamTemplate?: string | undefined
  readonly typeColumn?: string | undefined
  readonly timeColumn?: string | undefined
  /** Columns whose cells are JSON numbers; every other cell is a string. */
  readonly numberColumns?: readonly string[] | undefined
  /** Columns whose cells are JSON texts. */
  readonly jsonColumns?: readonly string[] | undefined
  /** Keep blank cells that are quoted, as the strings that they hold; those without quotes are left out as ever. */
  readonly keepEmpty?: boolean | undefined
}

/** Where the file's time goes when the store's clock records the events: a member of data or of meta. */
export interface KeptTime {
  readonly part: 'data' | 'meta'
  readonly name: string
}

export interface ImportOptions {
  /** Chosen by the file's extension when left out; JSON lines for a stream without a name. */
  readonly format?: ImportFormat | undefined
  readonly csv?: CsvOptions | undefined
  /** The IANA zone of times without an offset; UTC when left out. */
  readonly timeZone?: string | undefined
  /** Order the whole file by time, stably, before anything is written. */
  readonly sort?: boolean | undefined
  readonly keepTimeAs?: KeptTime | undefined
  /** One append for the whole file: all or nothing, at most 65,536 events. */
  readonly atomic?: boolean | undefined
  /** Check everything, write nothing. */
  readonly dryRun?: boolean | undefined
  /** The branch to append to; HEAD's when left out. */
  readonly branch?: string | undefined
  /** Import the whole file, although it or a part of it is in. */
  readonly again?: boolean | undefined
  /** Ends the import between two batches. */
  readonly signal?: AbortSignal | undefined
  /** Events a batch, 2,000 when left out. */
  readonly batchEvents?: number | undefined
  /** What `sort` may hold in memory before it writes temporary files; 256 MiB when left out. */
  readonly sortMemoryBytes?: number | undefined
}

/** `meta.NAME` or `data.NAME`. @throws {UsageError} */
export function parseKeptTime(text: string): KeptTime {
  const match = /^(meta|data)\.([^.]+)$/.exec(text)
  if (match === null) throw new UsageError(`'${text}' is not 'meta.NAME' or 'data.NAME'`)
  return { part: match[1] as KeptTime['part'], name: match[2] as string }
}

/** What the file is, from the options and else from its name. @throws {UsageError} its name does not tell. */
export function formatOf(name: string | undefined, options: ImportOptions): ImportFormat {
  if (options.format !== undefined) return options.format
  if (name === undefined) return options.csv === undefined ? 'jsonl' : 'csv'
  if (/\.(csv|tsv)$/i.test(name)) return 'csv'
  if (/\.(jsonl|ndjson|json)$/i.test(name)) return 'jsonl'
  throw new UsageError(`cannot tell the format of '${name}' from its name`, {
    hint: 'say --format jsonl or --format csv',
  })
}

/** The columns and the one character between them. @throws {UsageError} */
export function csvOptionsOf(
  name: string | undefined,
  given: CsvOptions = {},
): CsvOptions & { delimiter: string } {
  const asked = given.delimiter ?? (/\.tsv$/i.test(name ?? '') ? '\t' : ',')
  const delimiter = asked === '\\t' ? '\t' : asked
  if ([...delimiter].length !== 1 || /["\r\n]/.test(delimiter))
    throw new UsageError(`the delimiter '${asked}' is not one character that can divide cells`)
  return { ...given, delimiter }
}

/**
 * Every option that decides which events a file becomes, in a fixed order, as words of a command line. Two runs with the
 * same words over the same bytes mean the same events, so the second goes on where the first stopped.
 */
export function decidingWords(format: ImportFormat, options: ImportOptions): string[] {
  const { csv, timeZone, sort, keepTimeAs } = options
  const values: Readonly<Record<string, string | undefined>> = {
    '--format': format,
    '--delimiter': csv?.delimiter === ',' ? undefined : csv?.delimiter,
    '--stream-column': csv?.streamColumn,
    '--stream-template': csv?.streamTemplate,
    '--type-column': csv?.typeColumn,
    '--time-column': csv?.timeColumn,
    '--number-columns': columnsText(csv?.numberColumns),
    '--json-columns': columnsText(csv?.jsonColumns),
    '--time-zone': timeZone,
    '--keep-time-as': keepTimeAs && `${keepTimeAs.part}.${keepTimeAs.name}`,
  }
  const words = Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [name, value]))
  if (csv?.keepEmpty) words.push('--keep-empty')
  if (sort) words.push('--sort')
  return words
}

function columnsText(columns: readonly string[] | undefined): string | undefined {
  return columns?.length ? [...columns].sort().join(',') : undefined
}
