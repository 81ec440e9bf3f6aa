import type { Random } from './random.ts'

export const second_ms = 1000
export const minute_ms = 60 * second_ms
export const hour_ms = 60 * minute_ms
export const day_ms = 24 * hour_ms

/** The shop's seven months, UTC. Both ends are fixed, so that the data never lies in the future and never changes. */
export const openingMs = Date.UTC(2026, 3, 1)
export const closingMs = Date.UTC(2026, 10, 1) - 1

/** How busy each hour of the day is, UTC, of 1: quiet nights, a lunch break, a long evening. */
const hourly = [
  0.08, 0.04, 0.03, 0.02, 0.03, 0.06, 0.15, 0.3, 0.42, 0.5, 0.56, 0.66, 0.74, 0.64, 0.55, 0.54, 0.6, 0.7,
  0.84, 0.97, 1, 0.86, 0.55, 0.24,
]
/** Sunday first: people shop on Sundays and Mondays, and are out on Saturdays. */
const daily = [1, 0.95, 0.84, 0.8, 0.78, 0.7, 0.62]

/** A moment when somebody would be in the shop, between two others; by rejection (von Neumann, 1951). */
export function shoppingTimeMs(random: Random, fromMs: number, toMs: number): number {
  for (;;) {
    const timeMs = fromMs + random.below(toMs - fromMs)
    if (random.chance(busynessAt(timeMs))) return timeMs
  }
}

/** Busier month by month: the shop opens to less than half of the visitors that it closes with. */
export function signupTimeMs(random: Random): number {
  for (;;) {
    const timeMs = shoppingTimeMs(random, openingMs, closingMs)
    if (random.chance(0.45 + (0.55 * (timeMs - openingMs)) / (closingMs - openingMs))) return timeMs
  }
}

/** The first moment at or after a time when a clerk is at the desk: Monday to Friday, 8 to 17 UTC. */
export function officeTimeMs(random: Random, fromMs: number): number {
  let timeMs = fromMs
  while (!isOfficeHour(timeMs)) timeMs += hour_ms - (timeMs % hour_ms) + random.below(hour_ms)
  return timeMs
}

function isOfficeHour(timeMs: number): boolean {
  const time = new Date(timeMs)
  const day = time.getUTCDay()
  const hour = time.getUTCHours()
  return day >= 1 && day <= 5 && hour >= 8 && hour < 17
}

function busynessAt(timeMs: number): number {
  const time = new Date(timeMs)
  return (hourly[time.getUTCHours()] ?? 0) * (daily[time.getUTCDay()] ?? 0)
}
