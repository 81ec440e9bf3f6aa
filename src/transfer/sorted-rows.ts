import { join } from 'node:path'
import { LineInvalidError } from '../errors.ts'
import { systemAmbient } from '../store/ambient.ts'
import { prepareEvent } from '../store/prepare.ts'
import { discardTemporary, makeTemporary } from '../store/temporaries.ts'
import type { ImportRow } from './import-row.ts'
import { type FileTime, isBefore, type Moment, momentText, unsure_time_hint } from './import-time.ts'
import { readRun, type SortedRun, writeRun } from './sorted-run.ts'
import { StreamOrder } from './stream-order.ts'
import type { TimeOrder } from './time-order.ts'

const slice_rows = 1000
/** What a row takes beside its texts: measured, with the garbage that comes with it. */
const row_bytes = 600

/**
 * All rows, ordered by time with all its digits; rows of one time stay in the order of the file. Above the limit of
 * memory, sorted runs are written to temporary files, which are merged and removed (external merge sort; Knuth, TAOCP 3,
 * 5.4).
 *
 * Every row is checked as an append would check it, so that a bad one is found before the first row is out.
 * @param order follows the file, whose order settles local times that the clocks showed twice.
 * @throws {LineInvalidError} a row is not valid, has no time or one that may be two moments in a file that is not in
 * the order of time, or is older than one before it in its stream.
 */
export async function* sortedRows(
  slices: AsyncIterable<readonly ImportRow[]>,
  { memoryBytes, order }: { memoryBytes: number; order: TimeOrder },
): AsyncGenerator<readonly ImportRow[]> {
  const sorter = new RowSorter(memoryBytes, order)
  try {
    for await (const slice of slices) for (const row of slice) sorter.add(row)
    yield* sorter.slices()
  } finally {
    sorter.close()
  }
}

class RowSorter {
  readonly #memoryBytes: number
  readonly #order: TimeOrder
  readonly #streams = new StreamOrder()
  #rows: ImportRow[] = []
  #sizeBytes = 0
  #folder: string | undefined
  readonly #runs: string[] = []

  constructor(memoryBytes: number, order: TimeOrder) {
    this.#memoryBytes = memoryBytes
    this.#order = order
  }

  add(read: ImportRow): void {
    const row = this.#order.settle(read)
    if (row.time === undefined) throw new LineInvalidError(row, 'has no time, so --sort cannot place it')
    checkRow(row)
    if (this.#order.fell && this.#order.firstUnsure !== undefined) throw unsureError(this.#order.firstUnsure)
    this.#streams.follow(row, row.time)
    this.#rows.push(row)
    this.#sizeBytes += (row.event.json ?? '').length + (row.event.metaJson ?? '').length + row_bytes
    if (this.#sizeBytes > this.#memoryBytes) this.#spill()
  }

  #spill(): void {
    this.#folder ??= makeTemporary('import')
    const path = join(this.#folder, `${this.#runs.length}.jsonl`)
    writeRun(path, this.#rows.sort(inOrder))
    this.#runs.push(path)
    this.#rows = []
    this.#sizeBytes = 0
  }

  *slices(): Generator<readonly ImportRow[]> {
    this.#rows.sort(inOrder)
    const rows =
      this.#runs.length === 0 ? this.#rows : merged([...this.#runs.map(readRun), this.#rows.values()])
    let slice: ImportRow[] = []
    for (const row of rows) {
      if (slice.push(row) < slice_rows) continue
      yield slice
      slice = []
    }
    if (slice.length > 0) yield slice
  }

  close(): void {
    if (this.#folder !== undefined) discardTemporary(this.#folder)
  }
}

/** @throws {LineInvalidError} an append would refuse the row. */
export function checkRow(row: ImportRow): void {
  try {
    prepareEvent(row.event, systemAmbient)
  } catch (error) {
    throw new LineInvalidError(row, (error as Error).message)
  }
}

/** No order of the file tells which moment is meant, so none can be chosen. */
function unsureError(row: ImportRow): LineInvalidError {
  const { ms, finer, laterMs } = row.time as FileTime
  const shown =
    laterMs === undefined
      ? 'the clocks of the zone skipped this time'
      : `the clocks of the zone showed this time twice, at ${momentText({ ms, finer })} and ${momentText({ ms: laterMs, finer })}`
  return new LineInvalidError(row, `${shown}, and --sort cannot tell what is meant`, unsure_time_hint)
}

/** No two rows begin on one line, so the order is total. */
function inOrder(a: ImportRow, b: ImportRow): number {
  const [from, to] = [a.time as Moment, b.time as Moment]
  if (from.ms !== to.ms) return from.ms - to.ms
  if (from.finer !== to.finer) return isBefore(from, to) ? -1 : 1
  return a.line - b.line
}

function* merged(runs: readonly SortedRun[]): Generator<ImportRow> {
  const heads = runs.map((run) => ({ run, row: nextOf(run) }))
  try {
    for (;;) {
      let first: (typeof heads)[number] | undefined
      for (const head of heads)
        if (head.row !== undefined && (first?.row === undefined || inOrder(head.row, first.row) < 0))
          first = head
      if (first?.row === undefined) return
      yield first.row
      first.row = nextOf(first.run)
    }
  } finally {
    for (const run of runs) run.return?.()
  }
}

function nextOf(run: SortedRun): ImportRow | undefined {
  const { done, value } = run.next()
  return done ? undefined : value
}
