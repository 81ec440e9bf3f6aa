import { textKey } from '../keys.ts'
import { type LogPlace, log_start } from './check-log.ts'
import { parsed } from './check-refs.ts'
import type { PageTable } from './page-table.ts'

/** In the table `meta`: up to where `es fsck --since-last` has verified the chain. Only it writes this. */
export const verified_key = textKey('verified')

export function encodeMark(place: LogPlace): Buffer {
  return Buffer.from(JSON.stringify(place))
}

/** The beginning when there is no mark yet; undefined when what is there cannot be read. */
export function readMark(meta: PageTable): LogPlace | undefined {
  const entry = meta.get(verified_key)
  if (entry === undefined) return log_start
  const { position, hash } = (parsed(entry) ?? {}) as Partial<LogPlace>
  if (!Number.isSafeInteger(position) || typeof hash !== 'string') return undefined
  return { position: position as number, hash }
}
