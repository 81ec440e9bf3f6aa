import { CsvError, type Parser, parse } from 'csv-parse'
import { EsError, LineInvalidError, UsageError } from '../errors.ts'
import { type Cells, CsvColumns } from './csv-columns.ts'
import { line_feed, max_line_bytes, validLines, withoutBom } from './file-blocks.ts'
import type { CsvOptions } from './import-options.ts'
import type { Block, ImportRow, RowReader, RowSlice } from './import-row.ts'
import type { TimeReader } from './import-time.ts'
import { jsonInCsv } from './wrong-format.ts'

/** CSV after RFC 4180: quotes, quoted line ends, `\n` or `\r\n`; the first record names the columns. */
export class CsvRows implements RowReader {
  readonly #parser: Parser
  readonly #columnsOf: (header: Cells) => CsvColumns
  columns: CsvColumns | undefined
  /** Where the parser's own count of bytes begins in the file. */
  #offset: number | undefined
  /** The line after the last record. Counted here: the parser counts a quoted `\r\n` twice. */
  #nextLine: number
  /** Empty lines before it, as the parser counts them. */
  #emptyLines = 0
  /** The line that the next block begins with. */
  #blockLine: number
  /** The last block did not end at the end of a line. */
  #isOpen = false
  /** Bytes that the parser was given. */
  #givenBytes = 0
  #rows: ImportRow[] = []
  #bad: EsError | undefined

  /**
   * @param from for a file that is gone on with: its columns, and the line that the first block begins with.
   */
  constructor(
    options: CsvOptions & { delimiter: string },
    readTime: TimeReader,
    from: { columns?: CsvColumns; line: number } = { line: 1 },
  ) {
    this.#columnsOf = (header) => new CsvColumns(header, options, readTime)
    this.columns = from.columns
    this.#nextLine = from.line
    this.#blockLine = from.line
    this.#parser = parse({
      delimiter: options.delimiter,
      record_delimiter: ['\r\n', '\n'],
      skip_empty_lines: true,
      relax_column_count: true,
      max_record_size: max_line_bytes,
      // Only this tells which cells had quotes, and it costs.
      ...(options.keepEmpty ? { cast: quotedOrFilled } : {}),
      on_record: (cells: Cells, { bytes, empty_lines }) => {
        if (this.#bad === undefined) this.#take(cells, bytes, empty_lines)
        return null
      },
    })
    // What goes wrong reaches whoever wrote; without a listener the same error would end the process.
    this.#parser.on('error', () => undefined)
  }

  async read(raw: Block): Promise<RowSlice> {
    const { bytes, offset, overlong } = withoutBom(raw)
    if (this.#offset === undefined && this.columns === undefined) this.#bad = jsonInCsv(bytes)
    this.#offset ??= offset
    if (bytes.length > 0) this.#isOpen = bytes.at(-1) !== line_feed
    this.#givenBytes += bytes.length
    const valid = validLines(bytes)
    const badLine = this.#blockLine + lineFeeds(valid)
    await this.#parse((done) => this.#parser.write(valid, done))
    if (valid.length < bytes.length) this.#bad ??= badAt(badLine, 'not valid UTF-8')
    if (overlong) this.#bad ??= badAt(badLine, `longer than ${max_line_bytes} bytes`)
    this.#blockLine = badLine
    return this.#slice()
  }

  async end(): Promise<RowSlice> {
    await this.#parse((done) => this.#parser.end(done))
    if (this.columns === undefined) this.#bad ??= badAt(1, 'the header is missing')
    return this.#slice()
  }

  #slice(): RowSlice {
    const rows = this.#rows
    this.#rows = []
    return this.#bad === undefined ? { rows } : { rows, bad: this.#bad }
  }

  async #parse(step: (done: (error?: Error | null) => void) => void): Promise<void> {
    const error = await new Promise<Error | null | undefined>((resolve) => step(resolve))
    if (!error) return
    if (!(error instanceof CsvError)) throw error
    const line = this.#nextLine + this.#parser.info.empty_lines - this.#emptyLines
    this.#bad ??= badAt(line, parse_reasons[error.code] ?? error.message)
  }

  #take(cells: Cells, endBytes: number, emptyLines: number): void {
    const line = this.#nextLine + emptyLines - this.#emptyLines
    this.#emptyLines = emptyLines
    this.#nextLine =
      line +
      1 +
      cells.reduce<number>((count, cell) => count + (cell?.includes('\n') ? lineFeeds(cell) : 0), 0)
    try {
      if (this.columns === undefined) this.columns = this.#columnsOf(cells)
      else this.#rows.push(this.#row(this.columns, cells, line, endBytes))
    } catch (error) {
      if (!(error instanceof EsError)) throw error
      // What is wrong with the header is wrong with the command line, and says so.
      this.#bad = this.columns === undefined ? error : badAt(line, error.message, error.hint)
    }
  }

  #row(columns: CsvColumns, cells: Cells, line: number, endBytes: number): ImportRow {
    // Whether such a record is cut off in its last cell, nothing shows.
    const unended = this.#isOpen && endBytes >= this.#givenBytes
    if (unended && cells.length < columns.width)
      throw new UsageError(`cut off: the file ends after ${cellsText(cells.length)} of ${columns.width}`)
    if (cells.length !== columns.width)
      throw new UsageError(`${cellsText(cells.length)}, but the header has ${columns.width}`)
    return {
      ...columns.event(cells),
      line,
      nextLine: this.#nextLine,
      end: (this.#offset ?? 0) + endBytes,
      ...(unended ? { unended } : {}),
    }
  }
}

function cellsText(count: number): string {
  return `${count} ${count === 1 ? 'cell' : 'cells'}`
}

function quotedOrFilled(cell: string, { quoting }: { quoting: boolean }): string | null {
  return quoting || cell.trim() !== '' ? cell : null
}

const parse_reasons: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened and never closed: the file ends inside it',
  CSV_INVALID_CLOSING_QUOTE: 'text after a closing quote',
  INVALID_OPENING_QUOTE: 'a quote inside a cell that does not begin with one',
  CSV_MAX_RECORD_SIZE: `a record longer than ${max_line_bytes} bytes`,
}

function badAt(line: number, reason: string, hint?: string): LineInvalidError {
  return new LineInvalidError({ line }, reason, hint)
}

function lineFeeds(text: string | Buffer): number {
  let count = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++
  return count
}
