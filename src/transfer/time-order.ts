import type { ImportRow } from './import-row.ts'
import { isBefore, type Moment } from './import-time.ts'

/** Where the times of a file stand after a row: what a later run goes on with. */
export interface TimePlace extends Moment {
  /** A time was before the one before it, so the order of the file says nothing about its times. */
  readonly fell: boolean
}

/** Rows whose local time leaves open which moment is meant. */
export interface UnsureRows {
  readonly count: number
  /** The line of the first. */
  readonly line: number
}

/** Times that were taken although they leave something open. */
export interface UnsureTimes {
  /** The clocks showed them twice; the first of the two was taken. */
  readonly twice: UnsureRows | undefined
  /** The clocks skipped them; they were moved on by what was skipped. */
  readonly skipped: UnsureRows | undefined
}

/** Rows that follow each other and may lie in either pass through an hour that was shown twice. */
interface OpenRun extends UnsureRows {
  /** When the last of them was, if it lies in the second pass. */
  readonly laterMs: number
}

/**
 * Follows the times of rows in the order of the file. A local time that the clocks showed twice is the first of the
 * two, unless it would then be before the row before it, and as the second is not: a log that runs through the hour
 * twice tells by its order which pass is which.
 */
export class TimeOrder {
  /** The latest time so far. */
  #last: Moment
  #fell: boolean
  #firstUnsure: ImportRow | undefined
  #run: OpenRun | undefined
  #twice: UnsureRows | undefined
  #skipped: UnsureRows | undefined
  readonly #floorOf: (row: ImportRow) => number

  /**
   * @param from where an earlier run stopped.
   * @param floorOf what a row's time is not before, whatever the file says; epoch ms.
   */
  constructor(
    from: TimePlace | undefined,
    floorOf: (row: ImportRow) => number = () => Number.NEGATIVE_INFINITY,
  ) {
    this.#last = from ?? { ms: Number.NEGATIVE_INFINITY, finer: '' }
    this.#fell = from?.fell ?? false
    this.#floorOf = floorOf
  }

  get last(): Moment {
    return this.#last
  }

  /** A time was before the one before it. */
  get fell(): boolean {
    return this.#fell
  }

  /** The first row whose time alone does not say which moment is meant. */
  get firstUnsure(): ImportRow | undefined {
    return this.#firstUnsure
  }

  /** Undefined while no row had a time. */
  get place(): TimePlace | undefined {
    if (!Number.isFinite(this.#last.ms)) return undefined
    return { ms: this.#last.ms, finer: this.#last.finer, fell: this.#fell }
  }

  /** What stays open after the last row. */
  get unsure(): UnsureTimes {
    this.#closeRun(Number.POSITIVE_INFINITY)
    return { twice: this.#twice, skipped: this.#skipped }
  }

  /** The row with the moment that its time means. Rows come in the order of the file. */
  settle(row: ImportRow): ImportRow {
    const { time } = row
    if (time === undefined) return row
    if (time.laterMs !== undefined) return this.#settleTwice(row, time, time.laterMs)
    if (time.skipped) {
      this.#firstUnsure ??= row
      this.#skipped = oneMore(this.#skipped, row)
    }
    this.#follow(time)
    this.#closeRun(time.ms)
    return row
  }

  /** Nothing older may follow. */
  passed(ms: number): void {
    if (ms > this.#last.ms) this.#last = { ms, finer: '' }
  }

  #settleTwice(row: ImportRow, first: Moment, laterMs: number): ImportRow {
    this.#firstUnsure ??= row
    const later = { ms: laterMs, finer: first.finer }
    if (!this.#fell && this.#isAfter(first, row) && !this.#isAfter(later, row)) {
      this.#follow(later)
      this.#closeRun(laterMs)
      return { ...row, event: { ...row.event, timeMs: laterMs }, time: later }
    }
    this.#follow(first)
    // A run is of one change of the clocks.
    if (this.#run !== undefined && first.ms >= this.#run.laterMs) this.#closeRun(first.ms)
    this.#run = { ...oneMore(this.#run, row), laterMs }
    return row
  }

  /** Whether the rows before, or what the store holds, are later than a moment of this row. */
  #isAfter(moment: Moment, row: ImportRow): boolean {
    return isBefore(moment, this.#last) || moment.ms < this.#floorOf(row)
  }

  #follow(moment: Moment): void {
    if (isBefore(moment, this.#last)) this.#fell = true
    else this.#last = moment
  }

  /** A row at `ms` proves the rows before it to lie in the first pass when it is before what they would be in the second. */
  #closeRun(ms: number): void {
    if (this.#run !== undefined && (this.#fell || ms >= this.#run.laterMs)) {
      const { count, line } = this.#run
      this.#twice = { count: (this.#twice?.count ?? 0) + count, line: this.#twice?.line ?? line }
    }
    this.#run = undefined
  }
}

function oneMore(rows: UnsureRows | undefined, { line }: ImportRow): UnsureRows {
  return { count: (rows?.count ?? 0) + 1, line: rows?.line ?? line }
}
