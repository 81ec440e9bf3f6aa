import { isAscii } from 'node:buffer'
import { EsError, JsonInvalidError, LineInvalidError } from '../errors.ts'
import { max_line_bytes, validLines, withoutBom } from './file-blocks.ts'
import type { Block, ImportRow, RowReader, RowSlice } from './import-row.ts'
import type { TimeReader } from './import-time.ts'
import { readEventLine } from './json-line.ts'
import { isCutOff, wrongFormat } from './wrong-format.ts'

/** JSON lines: one event a line, empty lines skipped, line ends `\n` or `\r\n`. */
export class JsonLineRows implements RowReader {
  readonly #readTime: TimeReader
  #line: number
  /** No event came before. */
  #isFirst: boolean

  /** @param line the number of the line that the first block begins with. */
  constructor(readTime: TimeReader, line = 1) {
    this.#readTime = readTime
    this.#line = line
    this.#isFirst = line === 1
  }

  read(raw: Block): RowSlice {
    const { bytes, offset, overlong } = withoutBom(raw)
    const valid = validLines(bytes)
    const ascii = isAscii(valid)
    // For ASCII the two are equal, and Latin-1 is copied, not decoded.
    const text = ascii ? valid.toString('latin1') : valid.toString('utf8')
    const slice = this.#rows(text, offset, ascii)
    if (slice.bad !== undefined) return slice
    if (overlong) return { ...slice, bad: this.#bad(`longer than ${max_line_bytes} bytes`) }
    return valid.length < bytes.length ? { ...slice, bad: this.#bad('not valid UTF-8') } : slice
  }

  end(): RowSlice {
    return { rows: [] }
  }

  #rows(text: string, offset: number, ascii: boolean): RowSlice {
    const rows: ImportRow[] = []
    let end = offset
    for (let start = 0; start < text.length; ) {
      const feed = text.indexOf('\n', start)
      const next = feed === -1 ? text.length : feed + 1
      end += ascii ? next - start : Buffer.byteLength(text.slice(start, next))
      try {
        const read = readEventLine(text, start, next, this.#readTime)
        if (read !== undefined) {
          this.#isFirst = false
          rows.push({ event: read.event, time: read.time, line: this.#line, nextLine: this.#line + 1, end })
        }
      } catch (error) {
        if (!(error instanceof EsError)) throw error
        return { rows, bad: this.#badLine(error, text.slice(start, next), text.slice(next)) }
      }
      this.#line++
      start = next
    }
    return { rows }
  }

  /** A line that is no event, with the text of its block behind it. */
  #badLine(error: EsError, line: string, rest: string): LineInvalidError {
    if (!(error instanceof JsonInvalidError)) return this.#bad(error.message, error.hint)
    const wrong = wrongFormat(line, rest, this.#isFirst)
    if (wrong !== undefined) return this.#bad(wrong.reason, wrong.hint)
    return this.#bad(isCutOff(line) ? 'cut off: the file ends in this line' : error.message, error.hint)
  }

  #bad(reason: string, hint?: string): LineInvalidError {
    return new LineInvalidError({ line: this.#line }, reason, hint)
  }
}
