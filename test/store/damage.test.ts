// Goal: no damage to a file goes unnoticed, and none ends the process. Method: flip single bits of all bytes that say
// anything (see liveBytes), zero pages, cut the file off; after each, a check must find damage. `npm run test:flips`
// flips 5,000; FLIPS and SEED replay others.
import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { PageFile } from '../../src/store/integrity/page-file.ts'
import { no_page, readTreeRecord } from '../../src/store/integrity/page-format.ts'
import { PageTable } from '../../src/store/integrity/page-table.ts'
import { walkPages } from '../../src/store/integrity/page-walk.ts'
import { check, dataFile, storeOf } from '../support/checking.ts'
import { bitsOf, copyOf, flip, isFound, livedInStore, randomFrom, sizeOf } from '../support/damage.ts'
import { liveBytes } from '../support/live-bytes.ts'

const flips = Number(process.env.FLIPS ?? 200)
const seed = Number(process.env.SEED ?? 20_261_121)

describe('a single flipped bit', () => {
  test(`is found, ${flips} of ${flips} times`, { timeout: 60_000 + flips * 500 }, async () => {
    const random = randomFrom(seed)
    const small = await livedInStore(random)
    // It has an index of full segments, and takes ten times as long.
    const large = await storeOf(17_000, 4000)
    const draws = [small, large].map((directory) => {
      const live = liveBytes(dataFile(directory)).filter(({ kind }) => kind !== 'separator')
      const structure = live.filter(({ kind }) => kind !== 'value')
      return { directory, any: bitsOf(live, random), ofStructure: bitsOf(structure, random) }
    })
    const missed: string[] = []
    expect([check(small).findings, check(large).findings]).toEqual([[], []])

    for (let done = 0; done < flips; done++) {
      const { directory, any, ofStructure } = draws[random(20) === 0 ? 1 : 0] as (typeof draws)[number]
      const bit = random(2) === 0 ? any() : ofStructure()
      if (!isFound(directory, bit))
        missed.push(`${bit.kind} byte ${bit.offset} bit ${bit.bit} of ${directory}`)
    }

    expect(missed).toEqual([])
    expect([check(small).findings, check(large).findings]).toEqual([[], []])
  })

  test('of the root of an empty tree is found', () => {
    const record = Buffer.alloc(48)
    record.fill(0xff, 40)
    expect(readTreeRecord(record, 0).root).toBe(no_page)

    for (let bit = 0; bit < 64; bit++) {
      const flipped = Buffer.from(record)
      flipped[40 + (bit >> 3)] = 0xff ^ (1 << (bit & 7))
      expect(readTreeRecord(flipped, 0).root).not.toBe(no_page)
    }
  })

  test('of a separator is found, or leads to every key all the same', async () => {
    const directory = await storeOf(17_000, 4000)
    const path = dataFile(directory)
    const separators = liveBytes(path).filter(({ kind }) => kind === 'separator')
    const draw = bitsOf(separators, randomFrom(seed))
    let harmless = 0

    for (let done = 0; done < 20; done++) {
      const bit = draw()
      if (isFound(directory, bit)) continue
      harmless++
      flip(path, bit)
      expect(everyKeyIsFound(path)).toBe(true)
      flip(path, bit)
    }

    expect(separators.length).toBeGreaterThan(10)
    expect(harmless).toBeLessThan(20)
  })
})

/** By point look-up, for each key that a walk along the leaves meets. */
function everyKeyIsFound(path: string): boolean {
  const file = new PageFile(path)
  try {
    for (const { record } of walkPages(file).tables.values()) {
      const table = new PageTable(file, record)
      for (const { key } of table.entries()) if (table.get(key) === undefined) return false
    }
    return true
  } finally {
    file.close()
  }
}

test('a zeroed page is found, when anything stood on it', async () => {
  const random = randomFrom(seed)
  const directory = await livedInStore(random)
  const path = dataFile(directory)
  const whole = readFileSync(path)
  const { pageBytes } = new PageFile(path)
  const live = livePages(path, pageBytes)
  const missed: number[] = []

  for (let page = 0; page * pageBytes < whole.length; page += 1 + random(12)) {
    const damaged = Buffer.from(whole)
    damaged.fill(0, page * pageBytes, (page + 1) * pageBytes)
    writeFileSync(path, damaged)
    if (check(directory).isDamaged !== live.has(page)) missed.push(page)
  }

  expect(missed).toEqual([])
})

function livePages(path: string, pageBytes: number): Set<number> {
  const pages = new Set<number>()
  for (const { offset, length } of liveBytes(path))
    for (let at = offset; at < offset + length; at += pageBytes) pages.add(Math.floor(at / pageBytes))
  for (const { offset, length } of liveBytes(path)) pages.add(Math.floor((offset + length - 1) / pageBytes))
  return pages
}

test('a file that is cut off is found, wherever it ends', async () => {
  const directory = await livedInStore(randomFrom(seed))
  const random = randomFrom(seed)
  const missed: number[] = []

  for (let done = 0; done < 20; done++) {
    const copy = copyOf(directory)
    const size = random(sizeOf(directory) - 4096)
    truncateSync(dataFile(copy), size)
    if (!check(copy).isDamaged) missed.push(size)
  }

  expect(missed).toEqual([])
})
