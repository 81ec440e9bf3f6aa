import { v7 } from 'uuid'
import { UsageError } from '../errors.ts'
import { systemAmbient } from '../store/ambient.ts'
import type { Ambient } from '../store/event.ts'

/**
 * The clock, the ids and the salts of this process: the real ones, unless a test fixes them. `ES_TEST_NOW` (ISO 8601) is a clock
 * that stands still; with `ES_TEST_IDS=1` ids and salts are counted on from the number of events in the store.
 *
 * @param position the tip's position, asked for when an id is made.
 */
export function ambientOf(env: Record<string, string | undefined>, position: () => number): Ambient {
  const { ES_TEST_NOW: now, ES_TEST_IDS: ids } = env
  return {
    nowMs: now ? fixedClock(now) : systemAmbient.nowMs,
    newId: ids === '1' ? countedIds(position) : systemAmbient.newId,
    newSalt: ids === '1' ? countedSalts(position) : systemAmbient.newSalt,
    neverRepeats: true,
  }
}

function fixedClock(text: string): () => number {
  const timeMs = Date.parse(text)
  if (Number.isNaN(timeMs)) throw new UsageError(`ES_TEST_NOW is '${text}', which is not a time`)
  return () => timeMs
}

/** UUIDv7 with nothing random in it: the time, and the number of the event that it is for. */
function countedIds(position: () => number): (timeMs: number) => string {
  let last = 0
  return (timeMs) => {
    last = Math.max(last, position()) + 1
    return v7({ msecs: timeMs, seq: last, random: new Uint8Array(16) })
  }
}

function countedSalts(position: () => number): () => string {
  let last = 0
  return () => {
    last = Math.max(last, position()) + 1
    return last.toString(16).padStart(32, '0')
  }
}
