import type { Block } from '../block.ts'
import { event_text_id } from '../block-format.ts'
import { idKey, isFoundByTimeBytes } from '../event-ids.ts'
import { main_branch, readU64 } from '../keys.ts'
import type { ChainedBlock } from './chain-block.ts'
import type { LogWatcher } from './check-log.ts'
import type { Findings } from './finding.ts'
import type { PageHistory } from './page-history.ts'
import type { PageTable } from './page-table.ts'

const batch_keys = 65_536

/**
 * Ids are unique, and every id that is not found by its time has its entry, looked up by its key. That no entry is
 * one too many follows from their number.
 */
export class IdCheck implements LogWatcher {
  readonly #table: PageTable
  readonly #history: PageHistory
  readonly #findings: Findings
  readonly #timed: TimedIds
  #keys: Buffer[] = []
  #found = 0

  constructor(from: { table: PageTable; history: PageHistory; findings: Findings }) {
    this.#table = from.table
    this.#history = from.history
    this.#findings = from.findings
    this.#timed = new TimedIds(from.history)
  }

  see(block: Block, { ids }: ChainedBlock): void {
    const { flags, id: bytes, timeMs } = block.columns
    for (let index = 0; index < block.count; index++) {
      const id = ids[index] as string
      const position = block.firstPosition + index
      const isUuid = ((flags[index] as number) & event_text_id) === 0
      if (!isUuid || !isFoundByTimeBytes(bytes, index * 16, timeMs[index] as number))
        this.#keys.push(idKey(main_branch, id, position))
      else if (!this.#timed.isNew(block, index, id))
        this.#findings.damage('ids', `event ${position} has an id that another has`, position)
    }
    if (this.#keys.length >= batch_keys) this.#lookUp()
  }

  /** After the last block. `isWhole`: every event was seen, so the entries must be exactly theirs. */
  end(isWhole: boolean): void {
    this.#lookUp()
    const surplus = this.#table.entryCount - this.#found
    if (isWhole && surplus > 0)
      this.#findings.damage('ids', `the index of ids has ${surplus} entries of no event`)
    this.#findTwins()
  }

  /** In the order of the keys, so that each page is read once. */
  #lookUp(): void {
    for (const key of this.#keys.sort(Buffer.compare)) {
      if (this.#table.get(key) !== undefined) this.#found++
      else this.#findings.damage('ids', `event ${readU64(key, 12)} is not found by its id`, readU64(key, 12))
    }
    this.#keys = []
  }

  /** Entries of one id are neighbours: they begin with its digest. */
  #findTwins(): void {
    let before: Buffer | undefined
    for (const { key } of this.#table.entries()) {
      if (before?.subarray(0, 12).equals(key.subarray(0, 12)) && this.#idAt(before) === this.#idAt(key))
        this.#findings.damage('ids', `event ${readU64(key, 12)} has an id that another has`, readU64(key, 12))
      before = Buffer.from(key)
    }
  }

  #idAt(key: Buffer): string | undefined {
    const found = this.#history.at(readU64(key, 12))
    return found?.block.id(found.index)
  }
}

/**
 * Ids that begin with their event's time: an equal one can only be among those of the same millisecond. Those that a
 * store draws itself ascend, and then nothing needs to be remembered but the last.
 */
class TimedIds {
  readonly #history: PageHistory
  readonly #last = Buffer.alloc(16)
  #timeMs = Number.NaN
  #firstPosition = 0
  /** All ids of this millisecond, once one did not come after the one before it. */
  #known: Set<string> | undefined

  constructor(history: PageHistory) {
    this.#history = history
  }

  isNew(block: Block, index: number, id: string): boolean {
    const timeMs = block.columns.timeMs[index] as number
    const position = block.firstPosition + index
    if (timeMs !== this.#timeMs) {
      this.#timeMs = timeMs
      this.#firstPosition = position
      this.#known = undefined
    } else if (this.#known !== undefined || !this.#ascends(block.columns.id, index * 16)) {
      this.#known ??= this.#idsBefore(position)
      if (this.#known.has(id)) return false
      this.#known.add(id)
    }
    const bytes = block.columns.id
    for (let at = 0; at < 16; at++) this.#last[at] = bytes[index * 16 + at] as number
    return true
  }

  #ascends(bytes: Uint8Array, offset: number): boolean {
    for (let at = 0; at < 16; at++) {
      const difference = (bytes[offset + at] as number) - (this.#last[at] as number)
      if (difference !== 0) return difference > 0
    }
    return false
  }

  #idsBefore(position: number): Set<string> {
    const ids = new Set<string>()
    for (let at = this.#firstPosition; at < position; ) {
      const found = this.#history.at(at)
      if (found === undefined) break
      const { block, index } = found
      for (let next = index; next < block.count && at < position; next++, at++) ids.add(block.id(next))
    }
    return ids
  }
}
