import type { Block } from '../block.ts'
import { Dictionary } from '../dictionary.ts'
import { main_branch } from '../keys.ts'
import { segment_events } from '../postings.ts'
import { index_kinds, SegmentIndex } from '../segment-index.ts'
import type { BuildableTable } from '../table.ts'
import type { LogWatcher } from './check-log.ts'
import { ComparedTable } from './compared-table.ts'
import type { Findings } from './finding.ts'
import type { PageTable } from './page-table.ts'

/**
 * The index of full segments, built again from the blocks: each entry is looked up by its key and must be equal to the
 * byte, and there must be no other. Memory: 12 bytes a stream.
 */
export class IndexCheck implements LogWatcher {
  readonly #stored: PageTable
  readonly #findings: Findings
  readonly #built: ComparedTable
  readonly #index: SegmentIndex
  readonly #streamIds = new Uint32Array(segment_events)
  readonly #versions = new Uint32Array(segment_events)
  readonly #typeIds = new Uint32Array(segment_events)
  #filled = 0
  #segment = 0

  constructor(from: { index: PageTable; names: PageTable; findings: Findings }) {
    this.#stored = from.index
    this.#findings = from.findings
    this.#built = new ComparedTable({
      stored: from.index,
      keeps: (key) => isRewritten(key.readUInt32BE(4)),
      differs: (key, isMissing) => this.#differs(key, isMissing),
    })
    this.#index = new SegmentIndex(this.#built, main_branch, new Dictionary(readOnly(from.names), 'c'))
  }

  see(block: Block): void {
    const { streamId, version, typeId } = block.columns
    for (let index = 0; index < block.count; index++) {
      this.#streamIds[this.#filled] = streamId[index] as number
      this.#versions[this.#filled] = version[index] as number
      this.#typeIds[this.#filled] = typeId[index] as number
      if (++this.#filled === segment_events) this.#writeSegment(block)
    }
  }

  end(): void {
    const surplus = this.#stored.entryCount - this.#built.end()
    if (surplus > 0)
      this.#findings.damage('index', `the index has ${surplus} entries that the log knows nothing of`)
  }

  #writeSegment(block: Block): void {
    const columns = {
      start: this.#segment * segment_events,
      streamIds: this.#streamIds,
      versions: this.#versions,
      typeIds: this.#typeIds,
      streamName: (streamId: number) => block.names.streams.byId(streamId).name,
    }
    this.#filled = 0
    this.#segment++
    try {
      this.#index.write(columns)
    } catch (error) {
      if (!(error instanceof MissingName)) throw error
      this.#findings.damage('names', 'a category has no number', columns.start + 1)
    }
  }

  #differs(key: Buffer, isMissing: boolean): void {
    const kind = key.readUInt32BE(4)
    const what = kind_words[kind as keyof typeof kind_words] ?? 'an entry'
    const where = key.length === 16 ? ` in segment ${key.readUInt32BE(12) + 1}` : ''
    this.#findings.damage('index', `${what}${where} ${isMissing ? 'is missing' : 'is not what the log says'}`)
  }
}

const kind_words = {
  [index_kinds.state]: 'the number of indexed segments',
  [index_kinds.heads]: 'where streams stand',
  [index_kinds.streams]: 'the positions of streams',
  [index_kinds.types]: 'where events of a type are',
  [index_kinds.categories]: 'where events of a category are',
}

function isRewritten(kind: number): boolean {
  return kind === index_kinds.state || kind === index_kinds.heads
}

class MissingName extends Error {}

/** The stored names: a category that would have to be added is missing. */
function readOnly(names: PageTable): BuildableTable {
  return {
    get: (key) => names.get(key)?.value,
    last: () => undefined,
    entries: () => [][Symbol.iterator](),
    put: () => {
      throw new MissingName()
    },
  }
}
