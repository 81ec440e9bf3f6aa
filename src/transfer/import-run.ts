import { EsError, InterruptedError, UsageError } from '../errors.ts'
import type { EventLog } from '../store/event.ts'
import { max_batch_events } from '../store/prepare.ts'
import { clockMs } from '../store/recorded-time.ts'
import type { Store } from '../store/store.ts'
import { appendBranch } from './append-branch.ts'
import { appendRows } from './append-rows.ts'
import { FileRecord } from './file-record.ts'
import { ImportLedger } from './import-ledger.ts'
import { decidingWords, type ImportOptions } from './import-options.ts'
import type { ImportProgress, ImportResult } from './import-result.ts'
import type { Block, ImportRow } from './import-row.ts'
import { endingError, type Standing } from './import-standing.ts'
import { type Input, openRows, type RowFormat } from './read-rows.ts'
import { sortedRows } from './sorted-rows.ts'
import { TimeOrder } from './time-order.ts'
import { TimeRules } from './time-rules.ts'

/** So that nobody waits long for the lock: 2,000 events hold it for about 20 ms. */
const batch_events = 2000
/** Of data and meta, in UTF-16 units. */
const batch_length = 4 * 1024 * 1024
const sort_memory_bytes = 256 * 1024 * 1024

/** One run of an import: reads, checks, appends batch by batch, and knows at any time what stands. */
export class ImportRun {
  readonly #store: Store
  readonly #log: EventLog
  readonly #input: Input
  readonly #format: RowFormat
  readonly #options: ImportOptions
  /** Undefined for bytes that come once. */
  #record: FileRecord | undefined
  #order = new TimeOrder(undefined)
  /** Rows that were admitted and wait for their batch to be full. */
  #pending: ImportRow[] = []
  #pendingLength = 0
  #readBytes = 0
  #rows = 0
  #nextLine = 1
  #appended = 0
  #duplicates = 0
  #clockHeldMs = 0
  #everyRowHasId = true
  #unendedLine: number | undefined

  constructor(store: Store, input: Input, format: RowFormat, options: ImportOptions) {
    this.#store = store
    this.#log = appendBranch(store, options.branch)
    this.#input = input
    this.#format = format
    this.#options = options
  }

  async *run(): AsyncGenerator<ImportProgress, ImportResult> {
    const from = this.#log.tip.position
    const before = await this.#resume()
    const { keepTimeAs, sort = false } = this.#options
    const rules = new TimeRules(this.#store.ambient, { keepTimeAs, order: sort ? undefined : this.#order })
    try {
      for await (const slice of this.#source())
        for (const row of slice) if (this.#take(rules.admit(row))) yield await this.#append()
      this.#record?.end()
      if (this.#pending.length > 0) yield await this.#append()
    } catch (error) {
      throw endingError(this.#abortion ?? error, this.#pending, this.#standing)
    }
    return {
      appended: this.#appended,
      duplicates: this.#duplicates,
      before,
      from,
      to: this.#log.tip.position,
      branch: this.#log.branch,
      clockHeldMs: this.#clockHeldMs,
      unsureTimes: this.#order.unsure,
      unendedLine: this.#unendedLine,
      dryRun: this.#options.dryRun ?? false,
    }
  }

  /** @returns how many rows earlier runs have brought in. */
  async #resume(): Promise<number> {
    const { sort = false, again = false, keepTimeAs } = this.#options
    if ('file' in this.#input) {
      const words = decidingWords(this.#format.format, this.#options)
      const ledger = new ImportLedger(this.#store.table('imports'), { branch: this.#log.branch, words })
      this.#record = await FileRecord.open(this.#input.file, ledger, { sorted: sort, again })
    }
    const entry = this.#record?.entry
    this.#rows = entry?.rows ?? 0
    this.#nextLine = entry?.nextLine ?? 1
    const inFileOrder = !sort && keepTimeAs === undefined
    this.#order = new TimeOrder(sort ? undefined : entry?.time, inFileOrder ? this.#floor() : undefined)
    return this.#rows
  }

  /** A row that is new is not older than the tip; one whose id is known may be. */
  #floor(): (row: ImportRow) => number {
    const { timeMs } = this.#log.tip
    return ({ event: { id } }) => (id !== undefined && this.#isKnown(id) ? Number.NEGATIVE_INFINITY : timeMs)
  }

  #isKnown(id: string): boolean {
    return this.#log.positionOfId(id) !== undefined
  }

  async *#source(): AsyncGenerator<readonly ImportRow[]> {
    const { sort = false, sortMemoryBytes = sort_memory_bytes } = this.#options
    const keep = (block: Block) => {
      this.#throwIfAborted()
      this.#readBytes = block.offset + block.bytes.length
      this.#record?.keep(block)
    }
    const after = sort ? undefined : this.#record?.entry
    const rows = this.#checked(await openRows(this.#input, this.#format, { after, keep }))
    const sorting = { memoryBytes: sortMemoryBytes, order: this.#order }
    for await (const slice of sort ? sortedRows(rows, sorting) : rows) {
      this.#throwIfAborted()
      yield slice
    }
  }

  async *#checked(slices: AsyncIterable<readonly ImportRow[]>): AsyncGenerator<readonly ImportRow[]> {
    for await (const slice of slices) {
      this.#record?.refuseDoubles(slice, (id) => this.#isKnown(id))
      const last = slice.at(-1)
      if (last?.unended) this.#unendedLine = last.line
      yield slice
    }
  }

  /** @returns whether the batch is full. */
  #take(row: ImportRow): boolean {
    if (this.#record?.skips(row)) return false
    const { json, metaJson, id } = row.event
    this.#everyRowHasId &&= id !== undefined
    this.#pending.push(row)
    this.#pendingLength += (json?.length ?? 0) + (metaJson?.length ?? 0)
    const { atomic = false, batchEvents = batch_events } = this.#options
    if (!atomic) return this.#pending.length >= batchEvents || this.#pendingLength >= batch_length
    if (this.#pending.length > max_batch_events)
      throw new UsageError(`more than ${max_batch_events} events cannot be one append`, {
        hint: 'leave out --atomic',
      })
    return false
  }

  async #append(): Promise<ImportProgress> {
    this.#throwIfAborted()
    const rows = this.#pending
    const { dryRun = false, signal } = this.#options
    const record = dryRun ? undefined : this.#record
    await record?.advance(rows, { ms: clockMs(this.#store.ambient), time: this.#order.place })
    // Here a wait for another writer can be interrupted; in the commit it cannot.
    if (!dryRun) await this.#store.turn(signal)
    const { appended, duplicates, clockHeldMs } = dryRun
      ? appendRows(this.#log, rows, true)
      : this.#store.commit(() => {
          record?.write()
          return appendRows(this.#log, rows, false)
        })
    record?.written()
    this.#pending = []
    this.#pendingLength = 0
    this.#appended += appended
    this.#duplicates += duplicates
    this.#clockHeldMs = Math.max(this.#clockHeldMs, clockHeldMs)
    this.#rows += rows.length
    this.#nextLine = (rows.at(-1) as ImportRow).nextLine
    const totalBytes = 'file' in this.#input ? this.#input.file.sizeBytes : undefined
    return { rows: this.#rows, nextLine: this.#nextLine, readBytes: this.#readBytes, totalBytes }
  }

  get #standing(): Standing {
    const { sort = false, dryRun = false, again: insists = false } = this.#options
    const again = 'file' in this.#input ? 'goes on' : this.#everyRowHasId ? 'skips' : 'begins'
    return { rows: dryRun ? 0 : this.#rows, nextLine: this.#nextLine, again, insists, sorted: sort }
  }

  /** What the signal says, once it has spoken. */
  get #abortion(): EsError | undefined {
    const { signal } = this.#options
    if (!signal?.aborted) return undefined
    return signal.reason instanceof EsError ? signal.reason : new InterruptedError('interrupted')
  }

  #throwIfAborted(): void {
    if (this.#abortion !== undefined) throw this.#abortion
  }
}
