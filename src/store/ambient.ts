import { randomBytes, randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'
import type { Ambient } from './event.ts'
import { uuidText } from './uuid-bytes.ts'

const id_bytes = 16
const pool = Buffer.alloc(1024 * id_bytes)
const made = Buffer.alloc(id_bytes)
/** Ids come by the thousand: the options and the bytes of each are those of the one before. */
const options = { msecs: 0, random: new Uint8Array(id_bytes) }
let used = pool.length

/** The random bytes of the next id, drawn from the system in large pieces: a call for each would cost more than the id. */
function drawRandom(): void {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  for (let index = 0; index < id_bytes; index++) options.random[index] = pool[used++] as number
}

/** The real clock, UUIDv7 ids that begin with the recorded time, and random salts. */
export const systemAmbient: Ambient = {
  nowMs: () => Date.now(),
  newId: (timeMs) => {
    drawRandom()
    options.msecs = timeMs
    v7(options, made)
    return uuidText(made, 0)
  },
  newSalt: () => randomBytes(16).toString('hex'),
}
