import type { Block } from '../block.ts'
import type { LogWatcher } from './check-log.ts'
import type { Findings } from './finding.ts'
import type { PageHistory } from './page-history.ts'

/**
 * The versions of events since a mark, where nothing is known of the streams before it: each event's link leads to an
 * event of its stream with the version before its own.
 */
export class LinkCheck implements LogWatcher {
  readonly #findings: Findings
  readonly #history: PageHistory
  readonly #heads = new Map<number, { version: number; position: number }>()

  constructor(history: PageHistory, findings: Findings) {
    this.#history = history
    this.#findings = findings
  }

  see(block: Block): void {
    const { streamId, version, previousPosition } = block.columns
    for (let index = 0; index < block.count; index++) {
      const stream = streamId[index] as number
      const position = block.firstPosition + index
      const before = this.#heads.get(stream) ?? this.#headAt(previousPosition[index] as number, stream)
      if (version[index] !== before.version + 1 || previousPosition[index] !== before.position)
        this.#findings.damage(
          'versions',
          `event ${position} is number ${version[index]} of stream '${block.stream(index)}', and points to number ${before.version}`,
          position,
        )
      this.#heads.set(stream, { version: version[index] as number, position })
    }
  }

  /** Where a stream stood at a position that an event points to; nowhere when the event there is of another stream. */
  #headAt(position: number, stream: number): { version: number; position: number } {
    const found = this.#history.at(position)
    if (found === undefined) return { version: 0, position: 0 }
    const { block, index } = found
    if (block.columns.streamId[index] !== stream) return { version: 0, position: 0 }
    return { version: block.columns.version[index] as number, position }
  }
}
