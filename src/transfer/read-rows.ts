import type { CsvColumns } from './csv-columns.ts'
import { CsvRows } from './csv-rows.ts'
import { blocksOf } from './file-blocks.ts'
import type { CsvOptions, ImportFormat } from './import-options.ts'
import type { Block, ImportRow, RowReader } from './import-row.ts'
import type { TimeReader } from './import-time.ts'
import type { InputFile } from './input-file.ts'
import { JsonLineRows } from './json-line-rows.ts'

export interface RowFormat {
  readonly format: ImportFormat
  readonly csv: CsvOptions & { delimiter: string }
  readonly readTime: TimeReader
}

/** What is read: a file that can be gone on with, or bytes that come once. */
export type Input = { readonly file: InputFile } | { readonly chunks: AsyncIterable<Uint8Array> }

/** Where a file is gone on with: after so many bytes, at that line. */
interface Place {
  readonly sizeBytes: number
  readonly nextLine: number
}

/** The rows of an input, from its beginning or after a place; see `readRows`. */
export async function openRows(
  input: Input,
  format: RowFormat,
  from: { after: Place | undefined; keep: (block: Block) => void },
): Promise<AsyncGenerator<readonly ImportRow[]>> {
  const { after, keep } = from
  if (!('file' in input)) return readRows(readerOf(format), input.chunks, 0, keep)
  const { file } = input
  if (after === undefined) return readRows(readerOf(format), file.chunks(), 0, keep)
  const { sizeBytes, nextLine } = after
  // A last line without a line end has grown one since, or ends here.
  const line = nextLine - ((await file.endsLineAt(sizeBytes)) ? 0 : 1)
  return readRows(await laterReaderOf(format, file, line), file.chunks(sizeBytes), sizeBytes, keep)
}

function readerOf({ format, csv, readTime }: RowFormat): RowReader {
  return format === 'jsonl' ? new JsonLineRows(readTime) : new CsvRows(csv, readTime)
}

async function laterReaderOf(
  { format, csv, readTime }: RowFormat,
  file: InputFile,
  line: number,
): Promise<RowReader> {
  if (format === 'jsonl') return new JsonLineRows(readTime, line)
  return new CsvRows(csv, readTime, { columns: await columnsOf(file, csv, readTime), line })
}

async function columnsOf(file: InputFile, csv: RowFormat['csv'], readTime: TimeReader): Promise<CsvColumns> {
  const reader = new CsvRows(csv, readTime)
  for await (const block of blocksOf(file.chunks(), 0)) {
    const { bad } = await reader.read(block)
    if (reader.columns !== undefined) return reader.columns
    if (bad !== undefined) throw bad
  }
  const { bad } = await reader.end()
  if (reader.columns === undefined) throw bad
  return reader.columns
}

/**
 * A source's rows in the order of the file, in slices.
 * @param keep is shown each block before its rows are out.
 * @throws {LineInvalidError} {@link UsageError} after the rows before the bad one are out.
 */
async function* readRows(
  reader: RowReader,
  chunks: AsyncIterable<Uint8Array>,
  offset: number,
  keep: (block: Block) => void,
): AsyncGenerator<readonly ImportRow[]> {
  for await (const block of blocksOf(chunks, offset)) {
    keep(block)
    const { rows, bad } = await reader.read(block)
    yield rows
    if (bad !== undefined) throw bad
  }
  const { rows, bad } = await reader.end()
  yield rows
  if (bad !== undefined) throw bad
}
