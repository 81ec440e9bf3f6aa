import { LineInvalidError } from '../errors.ts'
import type { ImportRow } from './import-row.ts'
import { isBefore, type Moment, momentText } from './import-time.ts'

const cells_per_stream = 2

/**
 * Of each stream the latest row of the file so far. The order of two events of one stream is the file's to say, so a
 * sort by time may not change it. A stream costs its name and some 70 bytes.
 */
export class StreamOrder {
  readonly #slots = new Map<string, number>()
  /** Of each stream its latest time in ms, and that row's line. */
  #cells = new Float64Array(1024)
  /** The finer digits, of the streams whose latest time has some. */
  readonly #finer = new Map<number, string>()

  /** Rows come in the order of the file. @throws {LineInvalidError} the row is older than one before it in its stream. */
  follow(row: ImportRow, time: Moment): void {
    const slot = this.#slots.get(row.event.stream)
    if (slot === undefined) this.#put(this.#newSlot(row.event.stream), row, time)
    else if (isBefore(time, this.#momentOf(slot))) throw this.#turnedAround(row, time, slot)
    else this.#put(slot, row, time)
  }

  #newSlot(stream: string): number {
    const slot = this.#slots.size
    this.#slots.set(stream, slot)
    if ((slot + 1) * cells_per_stream > this.#cells.length) {
      const grown = new Float64Array(this.#cells.length * 2)
      grown.set(this.#cells)
      this.#cells = grown
    }
    return slot
  }

  #put(slot: number, { line }: ImportRow, { ms, finer }: Moment): void {
    this.#cells[slot * cells_per_stream] = ms
    this.#cells[slot * cells_per_stream + 1] = line
    if (finer !== '') this.#finer.set(slot, finer)
    else if (this.#finer.size > 0) this.#finer.delete(slot)
  }

  #momentOf(slot: number): Moment {
    return { ms: this.#cells[slot * cells_per_stream] as number, finer: this.#finer.get(slot) ?? '' }
  }

  #turnedAround(row: ImportRow, time: Moment, slot: number): LineInvalidError {
    const line = this.#cells[slot * cells_per_stream + 1] as number
    return new LineInvalidError(
      row,
      `--sort would put this event of ${momentText(time)} before that of line ${line}, of ` +
        `${momentText(this.#momentOf(slot))}, in stream '${row.event.stream}'`,
      "--keep-time-as meta.time keeps the file's order: the clock of the store records the events",
    )
  }
}
