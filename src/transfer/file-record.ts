import { createHash } from 'node:crypto'
import { type Consumed, ConsumedBytes, ConsumedRows } from './consumed.ts'
import { earlierImport, importedError } from './earlier-import.ts'
import type { ImportLedger, LedgerEntry } from './import-ledger.ts'
import type { Block, ImportRow } from './import-row.ts'
import type { InputFile } from './input-file.ts'
import { checkSorted, probeLength, probeOf, resumePoint } from './resume-point.ts'
import type { TimePlace } from './time-order.ts'

/** How far one file is in: read when an import of it begins, and moved on with each of its batches. */
export class FileRecord {
  readonly file: InputFile
  readonly #ledger: ImportLedger
  readonly #sorted: boolean
  /** What is in of the file; undefined when nothing is. */
  #entry: LedgerEntry | undefined
  /** What the ledger holds under the file's path. */
  #recorded: LedgerEntry | undefined
  #consumed: Consumed
  /** Over the bytes that were read, where the consumed rows do not tell them. */
  readonly #content = createHash('sha256')
  #readBytes = 0
  /** Rows of a sorted file that are in already and have not come by yet. */
  #toSkip = 0
  #earlier: LedgerEntry | undefined

  /** @throws {FileChangedError} what is in of the file is not what it begins with. */
  static async open(
    file: InputFile,
    ledger: ImportLedger,
    how: { sorted: boolean; again: boolean },
  ): Promise<FileRecord> {
    const record = new FileRecord(file, ledger, how.sorted)
    if (!how.again) await record.#resume()
    return record
  }

  private constructor(file: InputFile, ledger: ImportLedger, sorted: boolean) {
    this.file = file
    this.#ledger = ledger
    this.#sorted = sorted
    this.#recorded = ledger.of(file.path)
    this.#consumed = sorted ? new ConsumedRows() : new ConsumedBytes()
  }

  async #resume(): Promise<void> {
    const { entry, consumed } = await resumePoint(this.file, this.#ledger, this.#sorted)
    this.#entry = entry
    this.#consumed = consumed
    if (entry === undefined) this.#earlier = await earlierImport(this.file, this.#ledger)
    else if (this.#sorted) this.#toSkip = entry.rows
  }

  get entry(): LedgerEntry | undefined {
    return this.#entry
  }

  /** A block that was read, before its rows are out. */
  keep(block: Block): void {
    this.#readBytes = block.offset + block.bytes.length
    if (this.#consumed instanceof ConsumedBytes) this.#consumed.keep(block)
    else this.#content.update(block.bytes)
  }

  /**
   * @param isKnown whether the store has the event with an id: to import it again changes nothing.
   * @throws {FileImportedError} an earlier import brought in one of the rows, and it would be doubled.
   */
  refuseDoubles(rows: readonly ImportRow[], isKnown: (id: string) => boolean): void {
    const earlier = this.#earlier
    if (earlier === undefined) return
    for (const { end, event } of rows)
      if (end <= earlier.sizeBytes && (event.id === undefined || !isKnown(event.id)))
        throw importedError(this.file, earlier)
  }

  /** Whether the row, of a sorted file, is one of those that are in. @throws {FileChangedError} those are others. */
  skips(row: ImportRow): boolean {
    if (this.#toSkip === 0) return false
    this.#consumed.take([row])
    this.#toSkip--
    if (this.#toSkip === 0) this.#checkSkipped()
    return true
  }

  /** After the last row. @throws {FileChangedError} fewer rows came by than are in. */
  end(): void {
    if (this.#toSkip > 0) this.#checkSkipped()
  }

  #checkSkipped(): void {
    if (this.#entry !== undefined) checkSorted(this.file, this.#entry, this.#consumed.digest())
  }

  /** Moves on over rows, which the next commit is to write. */
  async advance(rows: readonly ImportRow[], at: { ms: number; time: TimePlace | undefined }): Promise<void> {
    const last = rows.at(-1) as ImportRow
    this.#consumed.take(rows)
    const sizeBytes = this.#sorted ? this.#readBytes : last.end
    const same = this.#entry?.probeBytes === probeLength(sizeBytes) ? this.#entry : undefined
    const { probe, probeBytes } = same ?? (await probeOf(this.file, sizeBytes))
    const digest = this.#consumed.digest()
    this.#entry = {
      ...this.#ledger.scope,
      path: this.file.path,
      atMs: at.ms,
      sizeBytes,
      fileBytes: this.file.sizeBytes,
      rows: (this.#entry?.rows ?? 0) + rows.length,
      nextLine: last.nextLine,
      digest,
      content: this.#sorted ? this.#content.copy().digest('hex') : digest,
      probe,
      probeBytes,
      ...(at.time === undefined ? {} : { time: at.time }),
    }
  }

  /** Valid only inside `Store.commit`. @throws {StoreBusyError} another process imports the same file. */
  write(): void {
    if (this.#entry !== undefined) this.#ledger.replace(this.#recorded, this.#entry)
  }

  /** The commit that wrote is done. */
  written(): void {
    this.#recorded = this.#entry
  }
}
