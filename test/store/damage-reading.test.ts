// Goal: a reading command answers a damaged file rightly or with 6, never otherwise: no other answer, no signal, no
// endless loop, no "bug in es", nobody else's fault. Method: flip a bit or zero a page of a store with entries in every
// table, run the built program, compare with its answers to the undamaged file. `npm run test:flips` runs every reading
// command on every image; here each image gets one command. FLIPS and SEED replay others.
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { randomFrom } from '../support/damage.ts'
import {
  type Answer,
  imagesOf,
  makeWorkedStore,
  Place,
  readingCommands,
  verdictOn,
} from '../support/flipped-store.ts'

const isLong = process.env.FLIPS !== undefined
const images = Number(process.env.FLIPS ?? 28)
const seed = Number(process.env.SEED ?? 20_261_128)

test(`${images} damaged files: right, or 6`, {
  timeout: 120_000 + images * (isLong ? 40_000 : 2000),
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'es-flips-'))
  try {
    const whole = join(folder, 'whole')
    makeWorkedStore(whole)
    const places = Array.from({ length: Math.min(2, availableParallelism()) }, (_, index) => {
      return new Place(whole, join(folder, `place-${index}`))
    })
    const rights: Answer[] = []
    for (const words of readingCommands) rights.push(await (places[0] as Place).answer(words))
    const broken = readingCommands.filter((_, index) => ![0, 1].includes(rights[index]?.status as number))
    expect(broken).toEqual([])

    const draw = imagesOf(join(whole, '.es', 'data.mdb'), randomFrom(seed))
    const wrong: string[] = []
    const count = { right: 0, damaged: 0 }
    let next = 0
    const work = async (place: Place): Promise<void> => {
      while (next < images) {
        const number = next++
        const { what, bytes } = draw()
        const chosen = isLong ? readingCommands.keys() : [number % readingCommands.length]
        for (const index of chosen) {
          const words = readingCommands[index] as readonly string[]
          const verdict = verdictOn(await place.answer(words, bytes), rights[index] as Answer)
          if (verdict === 'right' || verdict === 'damaged') count[verdict]++
          else wrong.push(`${what}: es ${words.join(' ')}: ${verdict.trimEnd()}`)
          if (process.env.FLIPS_LOG && verdict !== 'right')
            appendFileSync(process.env.FLIPS_LOG, `${number} ${what}: es ${words.join(' ')}: ${verdict}\n`)
        }
      }
    }
    await Promise.all(places.map(work))

    expect(wrong).toEqual([])
    expect(count.right).toBeGreaterThan(0)
    expect(count.damaged).toBeGreaterThan(0)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
