import type { Block } from '../block.ts'
import type { LogWatcher } from './check-log.ts'
import type { Findings } from './finding.ts'

/**
 * Every stream's versions run from 1 without a gap, and each event says rightly where the one before it stands.
 * Memory: 12 bytes a stream.
 */
export class VersionCheck implements LogWatcher {
  readonly #findings: Findings
  #versions = new Uint32Array(1024)
  #positions = new Float64Array(1024)

  constructor(findings: Findings) {
    this.#findings = findings
  }

  see(block: Block): void {
    const { streamId, version, previousPosition } = block.columns
    for (let index = 0; index < block.count; index++) {
      const stream = streamId[index] as number
      if (stream >= this.#versions.length) this.#grow(stream)
      const before = this.#versions[stream] as number
      const position = block.firstPosition + index
      if (version[index] !== before + 1)
        this.#findings.damage(
          'versions',
          `event ${position} is number ${version[index]} of stream '${block.stream(index)}', which had ${before}`,
          position,
        )
      else if (previousPosition[index] !== this.#positions[stream])
        this.#findings.damage(
          'versions',
          `event ${position} points to another event than the one before it`,
          position,
        )
      this.#versions[stream] = version[index] as number
      this.#positions[stream] = position
    }
  }

  #grow(stream: number): void {
    const length = Math.max(stream + 1, this.#versions.length * 2)
    const versions = new Uint32Array(length)
    const positions = new Float64Array(length)
    versions.set(this.#versions)
    positions.set(this.#positions)
    this.#versions = versions
    this.#positions = positions
  }
}
