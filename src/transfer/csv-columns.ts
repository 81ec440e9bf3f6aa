import { EsError, JsonInvalidError, UsageError } from '../errors.ts'
import { nearest, suggestion } from '../nearest.ts'
import { exactText } from '../store/exact-json.ts'
import { epochReason, epochTime, millerCommand } from './epoch-time.ts'
import type { CsvOptions } from './import-options.ts'
import type { FileEvent } from './import-row.ts'
import type { FileTime, TimeReader } from './import-time.ts'
import { parseTemplate, type StreamTemplate } from './stream-template.ts'

/** The cells of a record; null for a blank one without quotes, where blank ones with quotes are kept. */
export type Cells = readonly (string | null)[]

/** A header, read with the options: what each column of the file says. Turns a record's cells into an event. */
export class CsvColumns {
  readonly width: number
  readonly #stream: { readonly texts: readonly string[]; readonly indexes: readonly number[] }
  readonly #type: number
  readonly #time: number | undefined
  readonly #data: readonly DataColumn[]
  readonly #names: readonly string[]
  readonly #readTime: TimeReader
  readonly #keepsEmpty: boolean

  /** @throws {UsageError} a column is missing or named twice, or the options contradict each other. */
  constructor(header: Cells, options: CsvOptions, readTime: TimeReader) {
    this.#names = header.map((name) => (name ?? '').trim())
    this.#readTime = readTime
    this.width = header.length
    this.#keepsEmpty = options.keepEmpty ?? false
    const twice = this.#names.find((name, index) => this.#names.indexOf(name) !== index)
    if (twice !== undefined) throw new UsageError(`the column '${twice}' is there twice`)
    const { texts, columns } = templateOf(options)
    this.#stream = { texts, indexes: columns.map((name) => this.#find(name)) }
    if (options.typeColumn === undefined) throw new UsageError('a CSV file needs --type-column')
    this.#type = this.#find(options.typeColumn)
    this.#time = options.timeColumn === undefined ? undefined : this.#find(options.timeColumn)
    this.#data = this.#dataColumns(options)
  }

  #find(wanted: string): number {
    const index = this.#names.indexOf(wanted.trim())
    if (index !== -1) return index
    throw new UsageError(`there is no column '${wanted}'`, { hint: this.#hintFor(wanted.trim()) })
  }

  #hintFor(wanted: string): string {
    const [only = '', ...more] = this.#names
    const delimiter = more.length > 0 ? undefined : /[,;\t|]/.exec(only)?.[0]
    if (delimiter !== undefined)
      return `the file has one column '${only}': does it need --delimiter ${delimiter === '\t' ? "$'\\t'" : `'${delimiter}'`}?`
    const [meant] = nearest(wanted, this.#names)
    return meant === undefined
      ? `the columns are: ${this.#names.join(', ')}`
      : `did you mean ${suggestion(wanted, meant)}?`
  }

  #dataColumns(options: CsvOptions): DataColumn[] {
    const numbers = new Set((options.numberColumns ?? []).map((name) => this.#find(name)))
    const texts = new Set((options.jsonColumns ?? []).map((name) => this.#find(name)))
    const taken = new Set([this.#type, this.#time])
    if (options.streamColumn !== undefined) taken.add(this.#find(options.streamColumn))
    const columns: DataColumn[] = []
    this.#names.forEach((name, index) => {
      if (numbers.has(index) && texts.has(index))
        throw new UsageError(`the column '${name}' cannot hold numbers and JSON`)
      if ((numbers.has(index) || texts.has(index)) && taken.has(index))
        throw new UsageError(`the column '${name}' is not part of the data`)
      const toJson = numbers.has(index) ? numberText : texts.has(index) ? jsonText : JSON.stringify
      if (!taken.has(index)) columns.push({ index, name, key: JSON.stringify(name), toJson })
    })
    return columns
  }

  /** @throws {EsError} whose message says what is wrong with the record. */
  event(cells: Cells): FileEvent {
    const time = this.#time === undefined ? undefined : this.#timeOf(cells, this.#time)
    const event = {
      stream: this.#streamOf(cells),
      type: this.#filled(cells, this.#type),
      json: this.#dataOf(cells),
      metaJson: '{}',
      id: undefined,
      timeMs: time?.ms,
      salt: undefined,
    }
    return { event, time }
  }

  #timeOf(cells: Cells, index: number): FileTime {
    const text = this.#filled(cells, index)
    const epoch = /^-?[\d.]+$/.test(text) ? epochTime(text) : undefined
    if (epoch === undefined) return this.#readTime(text)
    throw new UsageError(`the column '${this.#names[index]}': ${epochReason(text, epoch)}`, {
      hint: `convert it: ${millerCommand(this.#names[index] as string, epoch)}`,
    })
  }

  #streamOf(cells: Cells): string {
    const { texts, indexes } = this.#stream
    let name = texts[0] as string
    indexes.forEach((index, place) => {
      name += this.#filled(cells, index) + (texts[place + 1] as string)
    })
    return name
  }

  #filled(cells: Cells, index: number): string {
    const text = (cells[index] ?? '').trim()
    if (text === '') throw new UsageError(`the column '${this.#names[index]}' is empty`)
    return text
  }

  #dataOf(cells: Cells): string {
    const members: string[] = []
    for (const { index, name, key, toJson } of this.#data) {
      const cell = cells[index] ?? ''
      if (cell.trim() === '' && !(this.#keepsEmpty && toJson === JSON.stringify && cells[index] !== null))
        continue
      try {
        members.push(`${key}:${toJson(cell)}`)
      } catch (error) {
        if (error instanceof EsError) throw new UsageError(`the column '${name}': ${error.message}`)
        throw error
      }
    }
    return `{${members.join(',')}}`
  }
}

interface DataColumn {
  readonly index: number
  readonly name: string
  /** The name as a JSON text. */
  readonly key: string
  readonly toJson: (cell: string) => string
}

function templateOf(options: CsvOptions): StreamTemplate {
  const { streamColumn, streamTemplate } = options
  if (streamColumn !== undefined && streamTemplate !== undefined)
    throw new UsageError('--stream-column and --stream-template exclude each other')
  if (streamColumn !== undefined) return { texts: ['', ''], columns: [streamColumn] }
  if (streamTemplate !== undefined) return parseTemplate(streamTemplate)
  throw new UsageError('a CSV file needs --stream-column or --stream-template')
}

/** The number as it is written, when JSON writes numbers so. */
function numberText(cell: string): string {
  const text = cell.trim()
  if (/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return text
  throw new JsonInvalidError(`'${text}' is not a JSON number`, { path: '' })
}

function jsonText(cell: string): string {
  return exactText(cell).text
}
