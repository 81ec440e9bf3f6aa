import { closeSync, copyFileSync, openSync, readSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { writeU64 } from '../../src/store/keys.ts'
import { Store } from '../../src/store/store.ts'
import { check, numbered } from './checking.ts'
import type { Stretch } from './live-bytes.ts'
import { countingAmbient, temporaryFolder } from './stores.ts'

export interface Bit {
  readonly offset: number
  /** 0 to 7. */
  readonly bit: number
  readonly kind: Stretch['kind']
}

/** Whole numbers from 0 to before a limit, the same for the same seed. (Mulberry32.) */
export function randomFrom(seed: number): (limit: number) => number {
  let state = seed >>> 0
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit)
  }
}

/** Draws bits of stretches, each byte as likely as any other. */
export function bitsOf(stretches: readonly Stretch[], random: (limit: number) => number): () => Bit {
  const ends: number[] = []
  let total = 0
  for (const { length } of stretches) {
    total += length
    ends.push(total)
  }
  return () => {
    const at = random(total)
    const index = ends.findIndex((end) => at < end)
    const { offset, length, kind } = stretches[index] as Stretch
    return { offset: offset + at - ((ends[index] as number) - length), bit: random(8), kind }
  }
}

/** Turns one bit over, and back when called again. */
export function flip(path: string, { offset, bit }: Bit): void {
  const file = openSync(path, 'r+')
  try {
    const byte = Buffer.alloc(1)
    readSync(file, byte, 0, 1, offset)
    byte[0] = (byte[0] as number) ^ (1 << bit)
    writeSync(file, byte, 0, 1, offset)
  } finally {
    closeSync(file)
  }
}

/** Whether a check finds damage while a bit is turned over. */
export function isFound(directory: string, bit: Bit): boolean {
  const path = join(directory, 'data.mdb')
  flip(path, bit)
  try {
    return check(directory).isDamaged
  } finally {
    flip(path, bit)
  }
}

/** A copy of a store that may be damaged at will. */
export function copyOf(directory: string): string {
  const { directory: copy } = Store.init(temporaryFolder())
  copyFileSync(join(directory, 'data.mdb'), join(copy, 'data.mdb'))
  return copy
}

export function sizeOf(directory: string): number {
  return statSync(join(directory, 'data.mdb')).size
}

/** A store that has been worked with: all kinds of events and batches, tags that moved and went, pages freed and reused. */
export async function livedInStore(random: (limit: number) => number): Promise<string> {
  const { directory } = Store.init(temporaryFolder())
  const store = Store.open(directory, { readOnly: false, ambient: countingAmbient() })
  let next = 0
  for (let round = 0; round < 60; round++) {
    const count = round % 3 === 0 ? 1 : 1 + random(60)
    store.log.append({ events: Array.from({ length: count }, () => oddEvent(next++, random)) })
    workOn(store, round, random)
  }
  await store.close()
  return directory
}

function oddEvent(index: number, random: (limit: number) => number) {
  const event = numbered(index, 40)
  switch (random(6)) {
    case 0:
      return { ...event, erasable: true }
    case 1:
      return { ...event, metaJson: '{"actor":"Zoë","n":12345678901234567890}' }
    case 2:
      return { ...event, data: { index, text: 'x'.repeat(random(9000)) } }
    default:
      return event
  }
}

function workOn(store: Store, round: number, random: (limit: number) => number): void {
  const { position, hash, timeMs } = store.log.tip
  const cause = { actor: 'ann', command: `es tag v${round % 7}`, timeMs }
  const tag = {
    branch: 'main',
    position,
    hash,
    taggedMs: timeMs,
    eventMs: timeMs,
    message: 'm',
    actor: 'ann',
    models: [],
  }
  store.refs.setTag({ ...tag, name: `v${round % 7}` }, { force: true, cause })
  if (random(4) === 0) store.refs.deleteTag(`v${random(7)}`, cause)
  if (random(4) === 0) store.refs.setHead({ branch: 'main', position: random(position) }, cause)
  store.commit(() => {
    store.table('documents').put(documentKey(random(3), position), Buffer.alloc(random(20_000), 65))
  })
}

/** As read models are kept: their key ends with a position. */
function documentKey(document: number, position: number): Buffer {
  const key = Buffer.alloc(18, document)
  writeU64(key, position, 10)
  return key
}
