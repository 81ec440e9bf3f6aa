import { hash } from 'node:crypto'
import type { History } from './history.ts'
import { afterPrefix, readU64, writeU64 } from './keys.ts'
import type { Table } from './table.ts'

const digest_bytes = 8

/**
 * Where the event with an id stands. An id that the store drew itself is a UUIDv7 that begins with the recorded time,
 * so it is found by that time and needs no entry. Every other id has one: branch · first 8 bytes of its SHA-256 ·
 * position.
 */
export class EventIds {
  readonly #table: Table
  readonly #branch: number
  readonly #history: History
  readonly #positionAt: (timeMs: number) => number

  constructor(from: {
    table: Table
    branch: number
    history: History
    positionAt: (timeMs: number) => number
  }) {
    this.#table = from.table
    this.#branch = from.branch
    this.#history = from.history
    this.#positionAt = from.positionAt
  }

  /** Undefined when no event has exactly this id. */
  find(id: string): number | undefined {
    return this.#findTimed(id) ?? this.#findIndexed(id)
  }

  /** Positions of events whose id begins so, ascending, at most `limit`. Looks at every id but for those found by time. */
  *beginningWith(prefix: string): IterableIterator<number> {
    const tip = this.#history.tip.position
    for (const { block, first, last } of this.#history.parts(0, tip))
      for (let at = first; at <= last; at++)
        if (block.id(at).startsWith(prefix)) yield block.firstPosition + at
  }

  /** Remembers an id that is not found by its time; only inside a commit. */
  add(id: string, timeMs: number, position: number): void {
    if (isFoundByTime(id, timeMs)) return
    this.#table.put(idKey(this.#branch, id, position), Buffer.alloc(0))
  }

  #findTimed(id: string): number | undefined {
    const timeMs = timeOfUuid7(id)
    if (timeMs === undefined) return undefined
    const from = this.#positionAt(timeMs - 1)
    const to = this.#positionAt(timeMs)
    for (const { block, first, last } of this.#history.parts(from, to))
      for (let at = first; at <= last; at++)
        if (block.columns.timeMs[at] === timeMs && block.id(at) === id) return block.firstPosition + at
    return undefined
  }

  #findIndexed(id: string): number | undefined {
    const prefix = idPrefix(this.#branch, id)
    for (const { key } of this.#table.entries({ from: prefix, to: afterPrefix(prefix) })) {
      const position = readU64(key, 4 + digest_bytes)
      if (this.#history.event(position)?.id === id) return position
    }
    return undefined
  }
}

/** The key of an id's entry: branch · first 8 bytes of its SHA-256 · position. */
export function idKey(branch: number, id: string, position: number): Buffer {
  const key = Buffer.alloc(4 + digest_bytes + 8)
  idPrefix(branch, id).copy(key)
  writeU64(key, position, 4 + digest_bytes)
  return key
}

function idPrefix(branch: number, id: string): Buffer {
  const prefix = Buffer.alloc(4 + digest_bytes)
  prefix.writeUInt32BE(branch, 0)
  prefix.write(hash('sha256', id).slice(0, digest_bytes * 2), 4, 'hex')
  return prefix
}

/** Whether the event with this id, recorded at this time, needs no entry. */
export function isFoundByTime(id: string, timeMs: number): boolean {
  return timeOfUuid7(id) === timeMs
}

/** The same for the 16 bytes of an id that is a UUID. */
export function isFoundByTimeBytes(bytes: Uint8Array, offset: number, timeMs: number): boolean {
  if (((bytes[offset + 6] as number) & 0xf0) !== 0x70 || ((bytes[offset + 8] as number) & 0xc0) !== 0x80)
    return false
  let time = 0
  for (let at = offset; at < offset + 6; at++) time = time * 256 + (bytes[at] as number)
  return time === timeMs
}

const uuid7_pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** The epoch ms in a UUIDv7 (RFC 9562); undefined for any other id. */
function timeOfUuid7(id: string): number | undefined {
  if (!uuid7_pattern.test(id)) return undefined
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
}
