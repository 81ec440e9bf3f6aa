import { InterruptedError, TerminatedError, UsageError } from '../errors.ts'
import type { EventLog } from '../store/event.ts'
import { max_batch_events } from '../store/prepare.ts'
import type { Store } from '../store/store.ts'
import { appendBranch } from './append-branch.ts'
import { appendRows } from './append-rows.ts'
import { type Consumed, ConsumedBytes, ConsumedRows } from './consumed.ts'
import { ImportLedger, type LedgerEntry } from './import-ledger.ts'
import { type ImportOptions, optionsDigest } from './import-options.ts'
import type { ImportProgress, ImportResult } from './import-result.ts'
import type { Block, ImportRow } from './import-row.ts'
import { endingError, type Standing } from './import-standing.ts'
import { type Input, openRows, type RowFormat } from './read-rows.ts'
import { checkSorted, probeLength, probeOf, resumePoint } from './resume-point.ts'
import { sortedRows } from './sorted-rows.ts'
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
  readonly #rules: TimeRules
  readonly #ledger: ImportLedger
  #entry: LedgerEntry | undefined
  /** What the ledger holds under the file's path. */
  #recorded: LedgerEntry | undefined
  #consumed: Consumed | undefined
  /** Rows that were admitted and wait for their batch to be full. */
  #pending: ImportRow[] = []
  #pendingLength = 0
  /** Rows of a sorted file that are in already and have not come by yet. */
  #toSkip = 0
  #readBytes = 0
  #rows = 0
  #nextLine = 1
  #appended = 0
  #duplicates = 0
  #clockHeldMs = 0
  #everyRowHasId = true

  constructor(store: Store, input: Input, format: RowFormat, options: ImportOptions) {
    this.#store = store
    this.#log = appendBranch(store, options.branch)
    this.#input = input
    this.#format = format
    this.#options = options
    const { keepTimeAs, sort = false } = options
    this.#rules = new TimeRules(store.ambient, { keepTimeAs, sorted: sort })
    this.#ledger = new ImportLedger(
      store.table('imports'),
      optionsDigest(format.format, options, this.#log.branch),
    )
  }

  async *run(): AsyncGenerator<ImportProgress, ImportResult> {
    const from = this.#log.tip.position
    const before = await this.#resume()
    try {
      for await (const slice of this.#source())
        for (const row of slice) if (this.#take(row)) yield await this.#append()
      if (this.#toSkip > 0) this.#checkSkipped()
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
      dryRun: this.#options.dryRun ?? false,
    }
  }

  /** @returns how many rows earlier runs have brought in. */
  async #resume(): Promise<number> {
    if (!('file' in this.#input)) return 0
    const { sort = false, restart = false } = this.#options
    this.#recorded = this.#ledger.of(this.#input.file.path)
    if (restart) this.#consumed = sort ? new ConsumedRows() : new ConsumedBytes()
    else {
      const { entry, consumed } = await resumePoint(this.#input.file, this.#ledger, sort)
      this.#entry = entry
      this.#consumed = consumed
    }
    this.#rows = this.#entry?.rows ?? 0
    this.#nextLine = this.#entry?.nextLine ?? 1
    if (sort) this.#toSkip = this.#rows
    return this.#rows
  }

  async *#source(): AsyncGenerator<readonly ImportRow[]> {
    const { sort = false, sortMemoryBytes = sort_memory_bytes } = this.#options
    const keep = (block: Block) => {
      this.#throwIfAborted()
      this.#readBytes = block.offset + block.bytes.length
      if (this.#consumed instanceof ConsumedBytes) this.#consumed.keep(block)
    }
    const rows = await openRows(this.#input, this.#format, { after: sort ? undefined : this.#entry, keep })
    for await (const slice of sort ? sortedRows(rows, sortMemoryBytes) : rows) {
      this.#throwIfAborted()
      yield slice
    }
  }

  /** @returns whether the batch is full. */
  #take(row: ImportRow): boolean {
    const admitted = this.#rules.admit(row)
    if (this.#toSkip > 0) {
      this.#skip(admitted)
      return false
    }
    const { json, metaJson, id } = admitted.event
    this.#everyRowHasId &&= id !== undefined
    this.#pending.push(admitted)
    this.#pendingLength += (json?.length ?? 0) + (metaJson?.length ?? 0)
    const { atomic = false, batchEvents = batch_events } = this.#options
    if (!atomic) return this.#pending.length >= batchEvents || this.#pendingLength >= batch_length
    if (this.#pending.length > max_batch_events)
      throw new UsageError(`more than ${max_batch_events} events cannot be one append`, {
        hint: 'leave out --atomic',
      })
    return false
  }

  #skip(row: ImportRow): void {
    this.#consumed?.take([row])
    this.#toSkip--
    if (this.#toSkip === 0) this.#checkSkipped()
  }

  /** @throws {FileChangedError} the rows that came by first are not those that are in, or fewer. */
  #checkSkipped(): void {
    if ('file' in this.#input && this.#entry !== undefined)
      checkSorted(this.#input.file, this.#entry, this.#consumed?.digest() ?? '')
  }

  async #append(): Promise<ImportProgress> {
    this.#throwIfAborted()
    const rows = this.#pending
    const { dryRun = false, signal } = this.#options
    // Here a wait for another writer can be interrupted; in the commit it cannot.
    await this.#store.turn(signal)
    const entry = dryRun ? undefined : await this.#entryAfter(rows)
    const { appended, duplicates, clockHeldMs } = dryRun
      ? appendRows(this.#log, rows, true)
      : this.#store.commit(() => {
          if (entry !== undefined) this.#ledger.replace(this.#recorded, entry)
          return appendRows(this.#log, rows, false)
        })
    this.#recorded = entry
    this.#pending = []
    this.#pendingLength = 0
    this.#appended += appended
    this.#duplicates += duplicates
    this.#clockHeldMs = Math.max(this.#clockHeldMs, clockHeldMs)
    this.#rows += rows.length
    this.#nextLine = this.#lineAfter(rows)
    const totalBytes = 'file' in this.#input ? this.#input.file.sizeBytes : undefined
    return { rows: this.#rows, nextLine: this.#nextLine, readBytes: this.#readBytes, totalBytes }
  }

  #lineAfter(rows: readonly ImportRow[]): number {
    return (rows.at(-1) as ImportRow).nextLine
  }

  async #entryAfter(rows: readonly ImportRow[]): Promise<LedgerEntry | undefined> {
    if (!('file' in this.#input) || this.#consumed === undefined) return undefined
    const { file } = this.#input
    this.#consumed.take(rows)
    const sizeBytes = this.#options.sort ? file.sizeBytes : (rows.at(-1) as ImportRow).end
    const same = this.#entry?.probeBytes === probeLength(sizeBytes) ? this.#entry : undefined
    const { probe, probeBytes } = same ?? (await probeOf(file, sizeBytes))
    this.#entry = {
      path: file.path,
      sizeBytes,
      fileBytes: file.sizeBytes,
      rows: this.#rows + rows.length,
      nextLine: this.#lineAfter(rows),
      digest: this.#consumed.digest(),
      probe,
      probeBytes,
    }
    return this.#entry
  }

  get #standing(): Standing {
    const { sort = false, dryRun = false } = this.#options
    const again = 'file' in this.#input ? 'goes on' : this.#everyRowHasId ? 'skips' : 'begins'
    return { rows: dryRun ? 0 : this.#rows, nextLine: this.#nextLine, again, sorted: sort }
  }

  /** What the signal says, once it has spoken. */
  get #abortion(): InterruptedError | TerminatedError | undefined {
    const { signal } = this.#options
    if (!signal?.aborted) return undefined
    return signal.reason instanceof TerminatedError ? signal.reason : new InterruptedError('interrupted')
  }

  #throwIfAborted(): void {
    if (this.#abortion !== undefined) throw this.#abortion
  }
}
