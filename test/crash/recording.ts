import { readFileSync } from 'node:fs'

const header_bytes = 16
const page_bytes = 4096

/** What a program had been told was done, when it noted this. */
export interface Acknowledged {
  /** The position of the last event. */
  readonly tip: number
  /** How many tags there are. */
  readonly tags: number
}

/** One thing that happened to the data file, or an acknowledgement; see `shim.c`. */
export type Step =
  | { readonly kind: 'write'; readonly synchronous: boolean; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'synchronous write ended' }
  | { readonly kind: 'flush began' }
  | { readonly kind: 'flush ended' }
  | { readonly kind: 'acknowledged'; readonly done: Acknowledged }

/** The record in the shim's log by which a program says that it was told so. */
export function acknowledgement(done: Acknowledged): Buffer {
  const text = Buffer.from(JSON.stringify(done))
  const record = Buffer.alloc(header_bytes + text.length)
  record.write('a', 0)
  record.writeUInt32LE(text.length, 4)
  text.copy(record, header_bytes)
  return record
}

export function readRecording(path: string): Step[] {
  const log = readFileSync(path)
  const steps: Step[] = []
  for (let at = 0; at < log.length; ) {
    const length = log.readUInt32LE(at + 4)
    const bytes = log.subarray(at + header_bytes, at + header_bytes + length)
    steps.push(
      stepOf(String.fromCharCode(log[at]!), log[at + 1] === 1, Number(log.readBigUInt64LE(at + 8)), bytes),
    )
    at += header_bytes + length
  }
  return steps
}

function stepOf(kind: string, synchronous: boolean, offset: number, bytes: Buffer): Step {
  switch (kind) {
    case 'w':
      return { kind: 'write', synchronous, offset, bytes }
    case 'd':
      return { kind: 'synchronous write ended' }
    case 's':
      return { kind: 'flush began' }
    case 'e':
      return { kind: 'flush ended' }
    case 'a':
      return { kind: 'acknowledged', done: JSON.parse(bytes.toString('utf8')) as Acknowledged }
    default:
      throw new Error(`unknown record '${kind}' in the shim's log`)
  }
}

/** A part of a write that lies in one page, and the number of the step that it came with. */
export interface PageWrite {
  readonly step: number
  readonly offset: number
  readonly bytes: Buffer
}

/** Cuts a write where pages end: the page cache writes pages, each when it likes. */
export function* pageWrites(step: number, offset: number, bytes: Buffer): IterableIterator<PageWrite> {
  for (let from = 0; from < bytes.length; ) {
    const length = Math.min(bytes.length - from, page_bytes - ((offset + from) % page_bytes))
    yield { step, offset: offset + from, bytes: bytes.subarray(from, from + length) }
    from += length
  }
}

export function pageOf(offset: number): number {
  return Math.floor(offset / page_bytes)
}
