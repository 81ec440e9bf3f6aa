import { UsageError } from '../errors.ts'
import type { ExpectedVersion } from '../store/event.ts'

/** `any`; `none` or `0`: the stream must not exist; a whole number: it has exactly so many events. */
export function parseExpectedVersion(text: unknown): ExpectedVersion {
  if (text === 'any') return 'any'
  if (text === 'none') return 0
  const count = typeof text === 'string' && /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (Number.isSafeInteger(count)) return count
  throw new UsageError(`expected version '${String(text)}' is not a whole number, 'none' or 'any'`)
}

/** One `--expect`: for the streams of the append when `stream` is undefined. */
export interface Expectation {
  readonly stream: string | undefined
  readonly version: ExpectedVersion
}

/** `N`, `none`, `any`, or one of them for a stream: `STREAM=N`, split at the last `=`. */
export function parseExpectation(text: string): Expectation {
  const split = text.lastIndexOf('=')
  if (split === -1) return { stream: undefined, version: parseExpectedVersion(text) }
  return { stream: text.slice(0, split), version: parseExpectedVersion(text.slice(split + 1)) }
}
