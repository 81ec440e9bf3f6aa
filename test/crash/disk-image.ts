import type { Random } from './random.ts'
import { type PageWrite, pageOf, pageWrites, type Step } from './recording.ts'

const sector_bytes = 512

/**
 * What a disk may hold if the power is cut after a step: everything that was flushed, and of each page that was
 * written since, any of its versions, for the page cache writes pages back when it likes.
 */
export class SimulatedDisk {
  readonly #steps: readonly Step[]
  #next = 0
  readonly #durable = new FileBytes()
  /** Written, but not known to be on the disk: by page, oldest first. */
  readonly #pending = new Map<number, PageWrite[]>()
  #flushBegan = 0
  #lastSynchronous: readonly PageWrite[] = []

  constructor(steps: readonly Step[]) {
    this.#steps = steps
  }

  /** Goes on to just after step number `end`; never back. */
  advance(end: number): void {
    for (; this.#next < end; this.#next++) this.#take(this.#steps[this.#next]!, this.#next)
  }

  #take(step: Step, number: number): void {
    if (step.kind === 'write') {
      const parts = [...pageWrites(number, step.offset, step.bytes)]
      for (const part of parts) {
        const page = pageOf(part.offset)
        this.#pending.set(page, [...(this.#pending.get(page) ?? []), part])
      }
      if (step.synchronous) this.#lastSynchronous = parts
    } else if (step.kind === 'synchronous write ended') {
      for (const { offset } of this.#lastSynchronous) this.#flushPage(pageOf(offset), number)
    } else if (step.kind === 'flush began') {
      this.#flushBegan = number
    } else if (step.kind === 'flush ended') {
      for (const page of this.#pending.keys()) this.#flushPage(page, this.#flushBegan)
    }
  }

  #flushPage(page: number, before: number): void {
    const writes = this.#pending.get(page) ?? []
    for (const write of writes) if (write.step < before) this.#durable.write(write.offset, write.bytes)
    const left = writes.filter(({ step }) => step >= before)
    if (left.length === 0) this.#pending.delete(page)
    else this.#pending.set(page, left)
  }

  /** What the page cache holds: the file as its process would read it. */
  get cached(): Buffer {
    return this.#with(() => true).content
  }

  /** One of the files that a power cut now can leave behind. */
  cut(random: Random): Buffer {
    const image = random.weighted<() => FileBytes>([
      [1, () => this.#with(() => false)],
      [1, () => this.#with(() => true)],
      [3, () => this.#prefix(random)],
      [5, () => this.#randomVersions(random)],
      [2, () => this.#tornSectors(random)],
    ])()
    // The file's new length can reach the disk before its pages do.
    if (random.next() < 0.1)
      for (const { offset, bytes } of this.#writes()) image.extend(offset + bytes.length)
    return image.content
  }

  #writes(): PageWrite[] {
    return [...this.#pending.values()].flat()
  }

  #with(isKept: (write: PageWrite) => boolean): FileBytes {
    const image = new FileBytes(this.#durable.content)
    for (const write of this.#writes()) if (isKept(write)) image.write(write.offset, write.bytes)
    return image
  }

  /** The writes up to some moment, none after it. */
  #prefix(random: Random): FileBytes {
    const steps = [...new Set(this.#writes().map(({ step }) => step))].sort((left, right) => left - right)
    const end = steps[random.below(steps.length + 1)] ?? Number.POSITIVE_INFINITY
    return this.#with(({ step }) => step < end)
  }

  #randomVersions(random: Random): FileBytes {
    const likely = random.next()
    const kept = new Set<PageWrite>()
    for (const writes of this.#pending.values()) {
      const versions = random.next() < likely ? writes.length : random.below(writes.length + 1)
      for (const write of writes.slice(0, versions)) kept.add(write)
    }
    return this.#with((write) => kept.has(write))
  }

  /** Disks write sectors whole, not pages. */
  #tornSectors(random: Random): FileBytes {
    const image = new FileBytes(this.#durable.content)
    for (const write of this.#writes()) {
      const first = Math.floor(write.offset / sector_bytes)
      const last = Math.floor((write.offset + write.bytes.length - 1) / sector_bytes)
      for (let sector = first; sector <= last; sector++) {
        if (random.next() < 0.5) continue
        const from = Math.max(0, sector * sector_bytes - write.offset)
        const to = (sector + 1) * sector_bytes - write.offset
        image.write(write.offset + from, write.bytes.subarray(from, to))
      }
    }
    return image
  }
}

/** A file that grows as it is written; zeros where nothing was written. */
class FileBytes {
  #bytes: Buffer<ArrayBufferLike>
  #length: number

  constructor(content: Buffer = Buffer.alloc(0)) {
    this.#bytes = Buffer.alloc(Math.ceil(content.length * 1.25))
    this.#length = content.copy(this.#bytes)
  }

  get content(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  write(offset: number, bytes: Buffer): void {
    this.extend(offset + bytes.length)
    bytes.copy(this.#bytes, offset)
  }

  extend(length: number): void {
    if (length > this.#bytes.length) {
      const bigger = Buffer.alloc(length * 2)
      this.#bytes.copy(bigger)
      this.#bytes = bigger
    }
    this.#length = Math.max(this.#length, length)
  }
}
