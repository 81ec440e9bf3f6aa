import { IdConflictError, TimeConflictError } from '../errors.ts'
import type { EventLog } from '../store/event.ts'
import { isoTime } from '../store/iso-time.ts'
import type { ImportRow } from './import-row.ts'

/** What became of a batch. */
export interface AppendedRows {
  readonly appended: number
  /** Rows whose id the store knew: the same events, so nothing was written for them. */
  readonly duplicates: number
  /** By how many ms the clock was behind the tip, when the tip's time was used instead; 0 otherwise. */
  readonly clockHeldMs: number
}

/**
 * Appends rows in their order. Those with a known id are compared with what is there instead; the log takes a batch
 * only when all of it is known or none, so the rows are cut into such stretches.
 *
 * Valid inside `Store.commit`, which makes it all or nothing; a rehearsal needs no commit.
 * @throws {TimeConflictError} the first new row is older than the tip.
 * @throws {IdConflictError} an id is known for another event.
 */
export function appendRows(log: EventLog, rows: readonly ImportRow[], dryRun: boolean): AppendedRows {
  let appended = 0
  let duplicates = 0
  let clockHeldMs = 0
  for (const { isKnown, stretch } of stretches(log, rows)) {
    if (isKnown) duplicates += stretch.length
    else appended += stretch.length
    clockHeldMs = Math.max(clockHeldMs, appendStretch(log, stretch, { isKnown, dryRun }))
  }
  return { appended, duplicates, clockHeldMs }
}

interface Stretch {
  readonly isKnown: boolean
  readonly stretch: ImportRow[]
}

/** Lazily, because a row may repeat the id of one before it, which is known only when that one is appended. */
function* stretches(log: EventLog, rows: readonly ImportRow[]): Generator<Stretch> {
  let current: Stretch = { isKnown: false, stretch: [] }
  let fresh = new Set<string>()
  let lastPlace = 0
  for (const row of rows) {
    const { id } = row.event
    let place = id === undefined ? undefined : log.positionOfId(id)
    if (place === undefined && id !== undefined && fresh.has(id)) {
      yield current
      current = { isKnown: true, stretch: [] }
      fresh = new Set()
      place = log.positionOfId(id)
    }
    const isKnown = place !== undefined
    if (isKnown !== current.isKnown || (isKnown && (place as number) <= lastPlace)) {
      if (current.stretch.length > 0) yield current
      current = { isKnown, stretch: [] }
      fresh = new Set()
    }
    lastPlace = place ?? 0
    if (!isKnown && id !== undefined) fresh.add(id)
    current.stretch.push(row)
  }
  if (current.stretch.length > 0) yield current
}

/** @returns by how many ms the clock was held. */
function appendStretch(
  log: EventLog,
  stretch: readonly ImportRow[],
  how: { isKnown: boolean; dryRun: boolean },
): number {
  if (!how.isKnown) checkTip(log, stretch)
  try {
    return log.append({ events: stretch.map(({ event }) => event), dryRun: how.dryRun }).clockHeldMs
  } catch (error) {
    throw error instanceof IdConflictError ? conflictingRow(log, stretch, error) : error
  }
}

/** Rows come in the order of time, so only the first that has one can be older than the tip. */
function checkTip(log: EventLog, stretch: readonly ImportRow[]): void {
  const row = stretch.find(({ event }) => event.timeMs !== undefined)
  const { timeMs: tipMs, position } = log.tip
  if (row?.event.timeMs === undefined || row.event.timeMs >= tipMs) return
  throw new TimeConflictError(
    `line ${row.line}: time ${isoTime(row.event.timeMs)} is older than the tip, event ${position} of ${isoTime(tipMs)}`,
    { hint: '--keep-time-as meta.time lets the clock of the store record the events' },
  )
}

function conflictingRow(
  log: EventLog,
  stretch: readonly ImportRow[],
  conflict: IdConflictError,
): IdConflictError {
  for (const { event, line } of stretch) {
    try {
      log.append({ events: [event], dryRun: true })
    } catch (error) {
      if (error instanceof IdConflictError) return new IdConflictError(`line ${line}: ${error.message}`)
    }
  }
  return conflict
}
