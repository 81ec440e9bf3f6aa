import { readU64 } from './keys.ts'

const historyKeyBytes = 12

/** An entry of a table as messages name it: a block by the position of its first event, any other by its key. */
export function entryName(table: string, key: Buffer): string {
  return table === 'history' && key.length === historyKeyBytes
    ? `the block at position ${readU64(key, 4)}`
    : `the entry with key ${key.toString('hex')}`
}
