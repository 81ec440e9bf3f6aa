import { StoreDamagedError } from '../errors.ts'
import { checksum_bytes } from '../store/checksum.ts'

/** What is kept of a document at one of its events. What it says is a fact of the log and the code, never a choice. */
export interface Entry {
  readonly key: string
  /** The document's event that the entry stands at. */
  readonly position: number
  /**
   * The document's events since its entry before, ascending, `position` the last. May name older ones too: whoever
   * reads leaves out what the base already holds.
   */
  readonly events: readonly number[]
  /** The bytes that `events` take up in the log, about. */
  readonly eventsBytes: number
  /** The document after that event as JSON text; null: there is none; undefined: only the events are kept. */
  readonly json: string | null | undefined
  /** The document's next entry takes its place. */
  readonly isTail: boolean
  /** Of a tail: the length of the text kept before it, which says when the next one is due. 0 in other entries. */
  readonly keptLength: number
}

const with_document = 1
const with_nothing = 2
const tail_flag = 4

/** A number takes 8 bytes at the most, as they are up to 2^53. */
const number_bytes = 8
/**
 * What entries are written into, one behind the other, each with room for its checksum: a rebuild makes many, and
 * none is copied until LMDB has it.
 */
let slab = Buffer.alloc(0)
let used = 0
const slab_bytes = 256 * 1024

/**
 * flags (1 byte) · number of events · the gaps between them, backwards from `position` · their bytes · of a tail the
 * length of the text before · the document, UTF-8; and the room that `Table.putInPlace` asks for.
 */
export function encodeEntry(entry: Omit<Entry, 'key'>): Buffer {
  const { events, json, isTail, position } = entry
  const mostBytes = 1 + (events.length + 3) * number_bytes + mostBytesOf(json ?? '') + checksum_bytes
  if (slab.length - used < mostBytes) {
    slab = Buffer.allocUnsafeSlow(Math.max(slab_bytes, mostBytes))
    used = 0
  }
  const start = used
  const body = json === undefined ? 0 : json === null ? with_nothing : with_document
  slab[start] = body | (isTail ? tail_flag : 0)
  let end = writeNumber(events.length, start + 1)
  let before = position
  for (let index = events.length - 2; index >= 0; index--) {
    const event = events[index] as number
    end = writeNumber(before - event, end)
    before = event
  }
  end = writeNumber(entry.eventsBytes, end)
  if (isTail) end = writeNumber(entry.keptLength, end)
  if (json) end += slab.write(json, end, 'utf8')
  used = end + checksum_bytes
  return slab.subarray(start, used)
}

/** Counted only where a slab would be made for it: of a long text most would be left over, and nobody counts it. */
function mostBytesOf(text: string): number {
  const bytes = text.length * 3
  return bytes < slab_bytes / 8 ? bytes : Buffer.byteLength(text)
}

/**
 * The other way round, without that room. `position` and `key` are in the table's key. The text is decoded when it is
 * asked for: of an entry that only names events nobody does.
 */
export function decodeEntry(key: string, position: number, value: Buffer): Entry {
  const flags = value[0] as number
  const cursor = { at: 1 }
  const events = readEvents(value, cursor, { key, position })
  const isTail = (flags & tail_flag) !== 0
  const eventsBytes = readNumber(value, cursor)
  const keptLength = isTail ? readNumber(value, cursor) : 0
  if (!(cursor.at <= value.length)) throw damaged(key, position)
  const body = flags & (with_document | with_nothing)
  let text: string | undefined
  return {
    key,
    position,
    events,
    eventsBytes,
    isTail,
    keptLength,
    get json() {
      if (body !== with_document) return body === with_nothing ? null : undefined
      text ??= value.toString('utf8', cursor.at)
      return text
    },
  }
}

function readEvents(
  value: Buffer,
  cursor: { at: number },
  { key, position }: { key: string; position: number },
): number[] {
  const count = readNumber(value, cursor)
  // Each event but the last takes a byte at least.
  if (!(count <= value.length)) throw damaged(key, position)
  const events = new Array<number>(count)
  let event = position
  for (let index = count - 1; index >= 0; index--) {
    events[index] = event
    if (index > 0) event -= readNumber(value, cursor)
  }
  if (!(event >= 0 && cursor.at <= value.length)) throw damaged(key, position)
  return events
}

/** Seven bits a byte, low ones first, up to 2^53 (LEB128); returns where it ends. */
function writeNumber(value: number, at: number): number {
  let rest = value
  let end = at
  while (rest >= 128) {
    slab[end++] = (rest % 128) | 128
    rest = Math.floor(rest / 128)
  }
  slab[end++] = rest
  return end
}

function damaged(key: string, position: number): StoreDamagedError {
  return new StoreDamagedError(
    `the store is damaged: the entry of document '${key}' at ${position} of table 'documents' cannot be read`,
    { hint: "look at it with 'es fsck'" },
  )
}

function readNumber(source: Buffer, cursor: { at: number }): number {
  let value = 0
  for (let scale = 1; ; scale *= 128) {
    const byte = source[cursor.at++] as number
    value += (byte & 127) * scale
    // After the end of what is damaged there is no byte at all.
    if (!(byte >= 128)) return value
  }
}
