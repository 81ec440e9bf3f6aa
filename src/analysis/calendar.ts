import { day_ms } from '../revision/iso-time.ts'

export const hour_ms = 3_600_000
export const week_ms = 7 * day_ms

/** 1970-01-01 was a Thursday; weeks begin on Mondays (ISO 8601). */
const first_monday_ms = 4 * day_ms

/** When something happened how often, UTC. Only hours, days and weeks with events are listed, in order. */
export interface Calendar {
  /** By hour of the day: 24 counts. */
  readonly hours: readonly number[]
  /** By day of the week, Monday first: 7 counts. */
  readonly weekdays: readonly number[]
  /** By the first millisecond of each. */
  readonly days: ReadonlyMap<number, number>
  readonly weeks: ReadonlyMap<number, number>
}

/** Counts by the hour, in the order of time; from that everything coarser follows. */
export class HourCount {
  readonly #events = new Map<number, number>()
  #hour = Number.NaN
  #endMs = Number.NEGATIVE_INFINITY
  #count = 0

  /** Times must not fall. */
  add(timeMs: number): void {
    if (timeMs >= this.#endMs) this.#turn(timeMs)
    this.#count++
  }

  #turn(timeMs: number): void {
    this.#settle()
    this.#hour = Math.floor(timeMs / hour_ms)
    this.#endMs = (this.#hour + 1) * hour_ms
    this.#count = 0
  }

  #settle(): void {
    if (this.#count > 0) this.#events.set(this.#hour, this.#count)
  }

  calendar(): Calendar {
    this.#settle()
    const hours = new Array<number>(24).fill(0)
    const weekdays = new Array<number>(7).fill(0)
    const days = new Map<number, number>()
    const weeks = new Map<number, number>()
    for (const [hour, events] of this.#events) {
      const dayMs = Math.floor((hour * hour_ms) / day_ms) * day_ms
      const weekMs = weekOf(dayMs)
      hours[hour - dayMs / hour_ms]! += events
      weekdays[(dayMs - weekMs) / day_ms]! += events
      add(days, dayMs, events)
      add(weeks, weekMs, events)
    }
    return { hours, weekdays, days, weeks }
  }
}

/** The Monday of a moment's week, epoch ms. */
function weekOf(timeMs: number): number {
  return Math.floor((timeMs - first_monday_ms) / week_ms) * week_ms + first_monday_ms
}

function add(counts: Map<number, number>, key: number, events: number): void {
  counts.set(key, (counts.get(key) ?? 0) + events)
}

/** `2026-01-31` */
export function dayName(dayMs: number): string {
  return new Date(dayMs).toISOString().slice(0, 10)
}

/** `2026-W05`: the week belongs to the year that its Thursday is in (ISO 8601). */
export function weekName(mondayMs: number): string {
  const thursday = new Date(mondayMs + 3 * day_ms)
  const year = thursday.toISOString().slice(0, -20)
  const dayOfYear = (thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / day_ms
  return `${year}-W${String(Math.floor(dayOfYear / 7) + 1).padStart(2, '0')}`
}
